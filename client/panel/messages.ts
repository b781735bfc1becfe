import type { Deployment } from '../../deployment/deployment.ts';
import type { Place } from '../../deployment/places.ts';
import type { Range } from '../../grammar/text.ts';

/** What the host tells the page: on `ready`, and again whenever a file has changed. */
export interface DeploymentsMessage {
  readonly type: 'deployments';
  readonly deployments: readonly Deployment[];
  /** The name or path of the deployment to show first. */
  readonly selected?: string;
  /** The folder or file that the deployments were read from, as a command line names it. */
  readonly root?: string;
  /** Lines behind the values, for hovers; see `placesOf`. */
  readonly places?: readonly Place[];
}

/** What the page tells a VS Code host. */
export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'reveal'; readonly path: string; readonly range: Range };

/** What `deployments.json` of the local server holds. */
export type DeploymentsFile = Omit<DeploymentsMessage, 'type'>;
