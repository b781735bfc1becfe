import type { Deployment } from '../deployment/deployment.ts';
import type { Place } from '../deployment/places.ts';

/** Beyond the protocol: where the what-if panel gets its data. */
export const deploymentsRequest = 'batchwise/deployments';

export interface DeploymentsParams {
  /** The document that the user looks at: its deployment is the one to show first. */
  readonly uri?: string;
}

export interface DeploymentsResult {
  readonly deployments: readonly Deployment[];
  /** The path of the deployment to show first. */
  readonly selected?: string;
  /** The lines behind the values. */
  readonly places: readonly Place[];
}

/** Sent after a pause when a file that deployments are read from has changed, on disk or in the editor. */
export const deploymentsChanged = 'batchwise/deploymentsChanged';

/** The page of a rule as Markdown, for a client that names a scheme for such pages when it starts the server. */
export const rulePageRequest = 'batchwise/rulePage';

export interface RulePageParams {
  readonly code: string;
}

export interface RulePageResult {
  /** Null where no rule has the code. */
  readonly text: string | null;
}
