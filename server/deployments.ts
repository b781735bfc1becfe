import type { Deployment } from '../deployment/deployment.ts';
import { parentPath } from '../workspace/path.ts';
import type { DeploymentsResult } from './protocol.ts';

/** The deployments, and which of them to show first to one who looks at the file `path`. */
export function answerDeployments(
  deployments: readonly Deployment[],
  path: string | undefined,
): DeploymentsResult {
  const selected = path === undefined ? undefined : nearestTo(deployments, path);
  return { deployments, ...(selected !== undefined && { selected }) };
}

/** The one of this very file, else of the folder that shares the longest path with it. */
function nearestTo(deployments: readonly Deployment[], path: string): string | undefined {
  let nearest: string | undefined;
  let longest = 0;
  for (const deployment of deployments) {
    if (deployment.path === undefined) continue;
    if (deployment.path === path) return path;
    const shared = sharedFolders(parentPath(deployment.path), parentPath(path));
    if (shared <= longest) continue;
    longest = shared;
    nearest = deployment.path;
  }
  return nearest;
}

function sharedFolders(one: string, other: string): number {
  const a = one.split('/');
  const b = other.split('/');
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  return shared;
}
