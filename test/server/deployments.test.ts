import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../deployment/deployment.ts';
import { byDefault, inFile } from '../../deployment/traced.ts';
import { answerDeployments } from '../../server/deployments.ts';

const at = (path: string): Deployment => ({
  name: path,
  path,
  engine: { name: byDefault('tensorrt-llm', 'test') },
  model: {},
  precision: {},
  parallelism: {},
  gpu: {},
  limits: {},
  kvCache: {},
  batching: {},
});
const deployments = [at('/w/a/repo/llm/config.pbtxt'), at('/w/b/repo/llm/config.pbtxt'), at('/w/b/serve.sh')];

const nothing = () => undefined;

describe('answerDeployments', () => {
  it('selects the deployment of the very file that is looked at', async () => {
    expect((await answerDeployments(deployments, '/w/b/serve.sh', nothing)).selected).toBe('/w/b/serve.sh');
  });

  it('selects the nearest one for a file beside it', async () => {
    const path = '/w/b/repo/ensemble/config.pbtxt';
    expect((await answerDeployments(deployments, path, nothing)).selected).toBe('/w/b/repo/llm/config.pbtxt');
  });

  it('selects nothing for one who looks at nothing', async () => {
    expect(await answerDeployments(deployments, undefined, nothing)).toEqual({ deployments, places: [] });
  });

  it('shows the line of a value as the editor has it', async () => {
    const path = '/w/b/serve.sh';
    const text = 'vllm serve m \\\n  --max-num-seqs 8\n';
    const start = text.indexOf('8');
    const limits = { maxBatchSize: inFile(8, path, { start, end: start + 1 }) };
    const { places } = await answerDeployments([{ ...at(path), limits }], path, (file) =>
      file === path ? text : undefined,
    );
    expect(places).toEqual([{ path, start, line: 2, text: '--max-num-seqs 8' }]);
  });
});
