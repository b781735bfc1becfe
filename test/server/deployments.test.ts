import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../deployment/deployment.ts';
import { byDefault } from '../../deployment/traced.ts';
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

describe('answerDeployments', () => {
  it('selects the deployment of the very file that is looked at', () => {
    expect(answerDeployments(deployments, '/w/b/serve.sh').selected).toBe('/w/b/serve.sh');
  });

  it('selects the nearest one for a file beside it', () => {
    expect(answerDeployments(deployments, '/w/b/repo/ensemble/config.pbtxt').selected).toBe(
      '/w/b/repo/llm/config.pbtxt',
    );
  });

  it('selects nothing for one who looks at nothing', () => {
    expect(answerDeployments(deployments, undefined)).toEqual({ deployments });
  });
});
