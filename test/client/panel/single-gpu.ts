import type { Deployment } from '../../../deployment/deployment.ts';
import { inFile } from '../../../deployment/traced.ts';
import { deployment as twoStages } from './fixtures.ts';

const one = inFile(1, 'build.sh', { start: 0, end: 1 });

/** Llama-3.1-8B on one H100. */
export const singleGpu: Deployment = {
  ...twoStages,
  parallelism: { tensor: one },
  gpu: { ...twoStages.gpu, count: one },
};
