import type { Deployment } from '../../deployment/deployment.ts';

/** One identifier each, the same as long as the files keep their order: a file may hold several deployments. */
export function identify(deployments: readonly Deployment[]): string[] {
  const seen = new Map<string, number>();
  return deployments.map(({ path, name }) => {
    const id = path === undefined ? name : `${path} ${name}`;
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id} ${count}`;
  });
}

/**
 * The deployment that is wanted by its identifier, path or name. Where it is gone or none was wanted: the first that
 * serves a language model, as in the command line. The index, 0 where nothing fits.
 */
export function indexOf(deployments: readonly Deployment[], wanted: string | undefined): number {
  const ids = identify(deployments);
  const places = [
    wanted === undefined ? -1 : ids.indexOf(wanted),
    deployments.findIndex(({ path, name }) => path === wanted || name === wanted),
    deployments.findIndex(({ engine }) => engine.name.value !== 'triton'),
  ];
  return places.find((index) => index >= 0) ?? 0;
}
