import { boolean, limit, traced } from '../../../deployment/settings/leaves.ts';
import type { SettingSource } from '../../../deployment/settings/setting.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

/** What each engine calls the sizes that it captures CUDA graphs for, and the sequences that it decodes at once. */
const engines = [
  {
    engine: 'vllm',
    sizes: [
      'cudagraph-capture-sizes',
      'cuda-graph-sizes',
      'max-cudagraph-capture-size',
      'compilation-config.cudagraph-capture-sizes',
      'compilation-config.max-cudagraph-capture-size',
    ],
    batch: ['max-num-seqs'],
    off: ['enforce-eager'],
  },
  {
    engine: 'sglang',
    sizes: ['cuda-graph-bs', 'cuda-graph-max-bs'],
    batch: ['max-running-requests'],
    off: ['disable-cuda-graph'],
  },
  {
    engine: 'tensorrt-llm',
    sizes: ['cuda-graph-config.batch-sizes', 'cuda-graph-config.max-batch-size'],
    batch: ['max-batch-size'],
    off: [],
  },
] as const;

export const graphsBelowBatch: Rule = {
  code: 'BWM006',
  name: 'graphs-below-batch',
  area: 'memory',
  severity: 'info',
  appliesTo: 'vLLM, SGLang and `trtllm-serve` where both the sizes of CUDA graphs and the batch are given',
  summary: 'CUDA graphs are captured for smaller batches than the server decodes, or for none at all.',
  why: 'A step with more sequences than the largest graph is launched kernel by kernel, which for small models can double its time. Where graphs are turned off, their sizes mean nothing.',
  remedy:
    'Capture up to the batch, lower the batch, or drop the sizes; each graph takes memory beside the KV cache.',
  sources: [
    'vllm-project/vllm vllm/config/compilation.py cudagraph_capture_sizes',
    'sgl-project/sglang python/sglang/srt/model_executor/cuda_graph_runner.py can_run',
    'NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm_args.py CudaGraphConfig',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      `vllm serve m --max-num-seqs 256 --compilation-config «'{"cudagraph_capture_sizes": [1, 2, 4, 8]}'»\n`,
      'python -m sglang.launch_server --model-path m --max-running-requests 512 --cuda-graph-max-bs «64»\n',
      'vllm serve m --enforce-eager --max-cudagraph-capture-size «256»\n',
      {
        'serve.sh': 'trtllm-serve m --max_batch_size 512 --extra_llm_api_options extra.yaml\n',
        'extra.yaml': 'cuda_graph_config:\n  max_batch_size: «32»\n',
      },
    ],
    good: [
      'vllm serve m --max-num-seqs 256 --max-cudagraph-capture-size 256\n',
      'python -m sglang.launch_server --model-path m --cuda-graph-max-bs 64\n',
    ],
  },
  check(context) {
    for (const { engine, sizes, batch, off } of engines)
      for (const { settings } of engineRuns(context.project, context.options, engine)) {
        const name = sizes.find((each) => settings.find(each)?.value !== undefined);
        const given = name && settings.find(name);
        const largest = name && largestOf(settings, name);
        if (!given || largest === undefined) continue;
        const place = { value: 0, origin: given.origin };
        const turnedOff = off.find((each) => traced(settings, boolean, each)?.value === true);
        const most = traced(settings, limit, ...batch)?.value;
        if (turnedOff)
          reportAt(context, place, `\`--${turnedOff}\` captures no CUDA graph, of whatever size.`);
        else if (most !== undefined && largest < most)
          reportAt(
            context,
            place,
            `The largest CUDA graph is for ${largest} sequences, and up to ${most} are decoded at once: larger steps run without.`,
          );
      }
  },
};

/** Of a list of sizes, or of one number that is the largest itself. */
function largestOf(settings: SettingSource, name: string): number | undefined {
  const value = settings.find(name)?.value;
  const all = Array.isArray(value) ? value.map(Number) : [traced(settings, limit, name)?.value];
  return all.length > 0 && all.every((size) => typeof size === 'number' && size > 0)
    ? Math.max(...(all as number[]))
    : undefined;
}
