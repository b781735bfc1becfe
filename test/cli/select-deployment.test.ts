import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findDeployments } from '../../cli/select-deployment.ts';
import { DiskWorkspace } from '../../workspace/node/disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'batchwise-select-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'repo/tensorrt_llm/1'), { recursive: true });
writeFileSync(
  join(folder, 'repo/tensorrt_llm/config.pbtxt'),
  'name: "tensorrt_llm"\nbackend: "tensorrtllm"\nmax_batch_size: 8\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n',
);

const of = async (script: string): Promise<string[]> => {
  const path = join(folder, 'serve.sh');
  writeFileSync(path, script);
  return (await findDeployments(path, {}, new DiskWorkspace('.'))).map(({ name }) => name);
};

describe('a script that starts Triton', () => {
  it.each([
    ['tritonserver', 'tritonserver --model-repository=repo\n'],
    ['the launch script', 'python3 scripts/launch_triton_server.py --world_size 2 --model_repo ./repo\n'],
  ])('with %s is what its model repository serves', async (_, script) => {
    expect(await of(script)).toEqual(['tensorrt_llm']);
  });

  it('on a repository that is not there is nothing', async () => {
    expect(await of('tritonserver --model-repository=/models\n')).toEqual([]);
    expect(await of('tritonserver --model-repository=$REPO\n')).toEqual([]);
  });

  it('gives way to an engine that it starts itself', async () => {
    expect(await of('vllm serve Qwen/Qwen3-8B &\ntritonserver --model-repository=repo\n')).toEqual([
      'Qwen3-8B',
    ]);
  });
});
