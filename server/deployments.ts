import type { Deployment } from '../deployment/deployment.ts';
import { placesOf } from '../deployment/places.ts';
import { parentPath } from '../workspace/path.ts';
import type { DeploymentsResult } from './protocol.ts';

/**
 * The deployments with the lines that their values stand in, and which of them to show first to one who looks at the
 * file `path`. `read` gives the text of a file as it stands in the editor.
 */
export async function answerDeployments(
  deployments: readonly Deployment[],
  path: string | undefined,
  read: (path: string) => string | undefined,
): Promise<DeploymentsResult> {
  const selected = path === undefined ? undefined : nearestTo(deployments, path);
  const places = await placesOf(deployments, async (file) => read(file));
  return { deployments, places, ...(selected !== undefined && { selected }) };
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
