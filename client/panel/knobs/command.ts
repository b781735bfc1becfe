import type { BatchingKind, Deployment } from '../../../deployment/deployment.ts';
import type { LengthDistribution, Workload } from '../../../simulator/workload/workload.ts';
import { knobList } from './knob-list.ts';
import type { Knobs } from './knobs.ts';

export interface CommandParts {
  readonly deployment: Deployment;
  /** What the deployments were read from, where the host said it. */
  readonly root: string | undefined;
  /** Whether `root` holds more than this deployment. */
  readonly several: boolean;
  readonly knobs: Knobs;
  readonly workload: Workload;
  readonly compared: readonly BatchingKind[];
}

/**
 * The command that prints what the page shows. The workload is spelled out in full, so that the terminal draws
 * the very same requests; of the deployment only what a knob changed, because the rest stands in its files.
 */
export function commandOf({ deployment, root, several, knobs, workload, compared }: CommandParts): string {
  const words = ['batchwise', 'simulate'];
  const { path } = deployment;
  if (path === undefined) words.push('--engine', deployment.engine.name.value);
  else words.push(shellWord(root ?? surroundingsOf(path)));
  if (path !== undefined && several) words.push('--deployment', shellWord(deployment.name));
  for (const knob of knobList) {
    const value = knobs[knob.id];
    if (knob.group === 'Load' || value === undefined) continue;
    // The flag counts microseconds where the page counts seconds.
    const spelled = knob.id === 'maxQueueDelay' ? Math.round(Number(value) * 1e6) : value;
    words.push(knob.flag, shellWord(String(spelled)));
  }
  words.push(...arrivalFlags(workload));
  words.push('--isl', lengthWord(workload.prompt), '--osl', lengthWord(workload.output));
  words.push('--requests', String(workload.requests), '--seed', String(workload.seed));
  words.push('--compare', compared.join(','));
  return words.join(' ');
}

/**
 * The folder whose files make up the deployment of a file: a model's config.pbtxt is read with what lies beside its
 * repository, such as the build script; any other file with its neighbours.
 */
function surroundingsOf(path: string): string {
  const levels = path.endsWith('/config.pbtxt') ? 3 : 1;
  return path.split('/').slice(0, -levels).join('/') || '.';
}

function arrivalFlags({ arrivals }: Workload): string[] {
  switch (arrivals.kind) {
    case 'poisson':
      return ['--rate', String(arrivals.rate)];
    case 'gamma':
      return ['--rate', String(arrivals.rate), '--burstiness', String(arrivals.cv)];
    case 'ramp':
      return ['--ramp', `${arrivals.from},${arrivals.to}`];
    case 'closed':
      return ['--concurrency', String(arrivals.concurrency)];
    case 'offline':
      return ['--offline'];
  }
}

function lengthWord(length: LengthDistribution): string {
  switch (length.kind) {
    case 'fixed':
      return String(length.tokens);
    case 'uniform':
      return `uniform:${length.low},${length.high}`;
    case 'lognormal':
      return `lognormal:${length.median},${length.sigma}`;
  }
}

/** A word that a POSIX shell reads back as it is. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
