import type { Range } from '../../grammar/text.ts';
import type { DeploymentsFile, PageMessage } from './messages.ts';
import { fromHash, type PanelState, readState, toHash } from './state.ts';

/** Where the page runs: a VS Code webview or a browser tab. Both look the same from inside. */
export interface Host {
  readonly kind: 'webview' | 'browser';
  /** Calls back with the deployments now and whenever their files change; `failed` where they cannot be had. */
  listen(arrived: (file: DeploymentsFile) => void, failed: (why: string) => void): void;
  /** Shows a stretch of a file in the editor; a browser tab has none, and `reveal` is absent. */
  readonly reveal?: (path: string, range: Range) => void;
  /** The address of this script for a worker, as the policy of the page wants it. */
  workerScript(): Promise<string>;
  load(): PanelState;
  save(state: PanelState): void;
}

interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Only there inside a webview; may be called once. */
  var acquireVsCodeApi: (() => VsCodeApi) | undefined;
}

export function connectHost(): Host {
  return globalThis.acquireVsCodeApi ? webviewHost(globalThis.acquireVsCodeApi()) : browserHost();
}

function webviewHost(api: VsCodeApi): Host {
  let script: Promise<string> | undefined;
  return {
    kind: 'webview',
    listen(arrived) {
      window.addEventListener('message', ({ data }) => {
        if (data?.type === 'deployments' && Array.isArray(data.deployments)) arrived(data);
      });
      api.postMessage({ type: 'ready' });
    },
    reveal: (path, range) => api.postMessage({ type: 'reveal', path, range }),
    workerScript: () => {
      script ??= scriptAsBlob();
      return script;
    },
    load: () => readState(api.getState()),
    save: (state) => api.setState(state),
  };
}

function browserHost(): Host {
  return {
    kind: 'browser',
    listen(arrived, failed) {
      const fetchAgain = async () => {
        try {
          const answer = await fetch('./deployments.json', { credentials: 'same-origin' });
          if (!answer.ok) throw new Error(await answer.text());
          arrived((await answer.json()) as DeploymentsFile);
        } catch (error) {
          failed(error instanceof Error ? error.message : String(error));
        }
      };
      const events = new EventSource('./events');
      events.addEventListener('changed', fetchAgain);
      void fetchAgain();
    },
    workerScript: async () => import.meta.url,
    load: () => fromHash(location.hash),
    // `replaceState` keeps one drag of a slider from becoming a hundred steps back.
    save: (state) => history.replaceState(null, '', toHash(state) || location.pathname),
  };
}

/** A webview may start workers only from its own origin, which its files are not of. */
async function scriptAsBlob(): Promise<string> {
  const answer = await fetch(import.meta.url);
  if (!answer.ok) throw new Error(`The script of the simulator could not be read: ${answer.status}.`);
  return URL.createObjectURL(new Blob([await answer.text()], { type: 'text/javascript' }));
}
