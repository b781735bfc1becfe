import { describe, expect, it } from 'vitest';
import { findGpu } from '../../../catalog/gpus.ts';
import { applySettings } from '../../../deployment/overrides.ts';
import { specOf } from '../../../simulator/index.ts';
import { load, ofScript } from '../support.ts';

const h100 = (() => {
  const found = findGpu('h100-sxm');
  if (found.kind !== 'found') throw new Error('the catalogue has an H100');
  return found.item;
})();

const specOfFiles = async (files: Readonly<Record<string, string>>) => {
  const { deployment } = await load(files);
  const result = specOf(applySettings(deployment, { gpu: h100, weights: 'fp8' }));
  if (!result.ok) throw new Error('the deployment names its model');
  return result.spec;
};

const served = (options: string, version = '1.1.0') =>
  specOfFiles({
    'serve.sh': `# batchwise: trtllm=${version}\ntrtllm-serve meta-llama/Llama-3.1-8B --max_batch_size 512 --extra_llm_api_options o.yaml\n`,
    'o.yaml': options,
  });

describe('how TensorRT-LLM is told to schedule', () => {
  it('is read from scheduler_config and cuda_graph_config, and reaches the simulator', async () => {
    const spec = await served(
      [
        'scheduler_config:',
        '  capacity_scheduler_policy: STATIC_BATCH',
        '  context_chunking_policy: EQUAL_PROGRESS',
        'disable_overlap_scheduler: true',
        'cuda_graph_config:',
        '  max_batch_size: 256',
        '  enable_padding: true',
      ].join('\n'),
    );
    expect(spec.batching.policy).toBe('static-batch');
    expect(spec.batching.tensorrtLlm?.chunking).toBe('equal-progress');
    expect(spec.cudaGraphs?.padding).toBe(true);
    expect(spec.cudaGraphs?.sizes.slice(-3)).toEqual([120, 128, 256]);
  });

  it('has the graphs of the release where nothing is said, those that are listed, or none', async () => {
    expect((await served('max_seq_len: 4096')).cudaGraphs).toMatchObject({ padding: false });
    const listed = await served('cuda_graph_config:\n  batch_sizes: [1, 8, 64]');
    expect(listed.cudaGraphs?.sizes).toEqual([1, 8, 64]);
    const none = await served('cuda_graph_config: null');
    expect([none.cudaGraphs, none.enforceEager]).toEqual([undefined, true]);
  });

  it('tunes the batch of engines that trtllm-serve builds, unless a scheduler_config takes its place', async () => {
    const tuner = async (options: string) =>
      (await served(options, '0.19.0')).batching.tensorrtLlm?.dynamicBatch;
    expect(await tuner('max_seq_len: 4096')).toEqual({ batchSize: true, maxNumTokens: false, window: 128 });
    expect(await tuner('scheduler_config:\n  capacity_scheduler_policy: MAX_UTILIZATION')).toBeUndefined();
    expect(
      await tuner(
        'scheduler_config:\n  dynamic_batch_config:\n    enable_max_num_tokens_tuning: true\n    dynamic_batch_moving_average_window: 64',
      ),
    ).toEqual({ batchSize: true, maxNumTokens: true, window: 64 });
    expect((await served('max_seq_len: 4096')).batching.tensorrtLlm?.dynamicBatch).toBeUndefined();
  });
});

describe('CUDA graphs of vLLM and SGLang', () => {
  it('are read from their flags', async () => {
    const vllm = await ofScript(
      'vllm serve meta-llama/Llama-3.1-8B --cudagraph-capture-sizes 1 2 4 --enforce-eager\n',
    );
    expect(vllm.batching).toMatchObject({ graphs: { value: false } });
    const sglang = await ofScript(
      'python -m sglang.launch_server --model-path meta-llama/Llama-3.1-8B --cuda-graph-max-bs 64 --disable-cuda-graph-padding\n',
    );
    expect(sglang.batching).toMatchObject({ largestGraph: { value: 64 }, graphPadding: { value: false } });
  });
});
