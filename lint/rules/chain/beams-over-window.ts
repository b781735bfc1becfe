import { limit, type Reading, traced } from '../../../deployment/settings/leaves.ts';
import type { Data } from '../../../deployment/settings/setting.ts';
import type { Traced } from '../../../deployment/traced.ts';
import { inFile } from '../../../deployment/traced.ts';
import { valueGiven } from '../../reading/backend-models.ts';
import { builtLimit } from '../../reading/built-engine.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule, RuleContext } from '../../rule.ts';

const files = (window: string, beams = '4'): Record<string, string> => ({
  'models/llm/config.pbtxt': `backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\nparameters { key: "gpt_model_path" value { string_value: "/models/llm/1" } }\nparameters { key: "max_beam_width" value { string_value: "${beams}" } }\nparameters { key: "max_attention_window_size" value { string_value: ${window} } }\n`,
  'models/llm/1/config.json': '{ "build_config": { "max_seq_len": 8192, "max_beam_width": 4 } }\n',
});

export const beamsOverWindow: Rule = {
  code: 'BWC023',
  name: 'beams-over-window',
  area: 'chain',
  severity: 'error',
  appliesTo:
    'models with `backend: "tensorrtllm"` whose engine is among the files, `trtllm-serve` and `tensorrt_llm.LLM`',
  summary: 'Beam search is combined with an attention window that is shorter than the longest sequence.',
  why: 'With a shorter window the KV cache is used in a circle, and beams that share its blocks would overwrite each other: TensorRT-LLM refuses beam search with a cyclic KV cache.',
  remedy: 'Search with one beam, or leave the window as long as a sequence.',
  sources: [
    'NVIDIA/TensorRT-LLM docs/source/advanced/gpt-attention.md, sliding window attention and cyclic KV cache',
  ],
  examples: {
    bad: [
      files('«"4096"»'),
      {
        'serve.sh':
          'trtllm-serve m --max_beam_width 4 --max_seq_len 8192 --extra_llm_api_options options.yaml\n',
        'options.yaml': 'kv_cache_config:\n  max_attention_window: «[4096]»\n',
      },
    ],
    good: [files('"8192"'), files('"4096"', '1')],
  },
  check(context) {
    ofModels(context);
    ofServers(context);
  },
};

function ofModels(context: RuleContext): void {
  const { project, options } = context;
  for (const { config, parameters } of trtllmModels(project)) {
    const beams = Number.parseInt(valueGiven(parameters, 'max_beam_width')?.value ?? '', 10);
    const window = valueGiven(parameters, 'max_attention_window_size');
    const length = builtLimit(config, 'max_seq_len', project, options)?.value;
    const shortest = window?.value && shortestOf(window.value.split(',').map(Number));
    if (!(beams > 1) || !window || !shortest || length === undefined) continue;
    tell(context, inFile(shortest, config.file.path, window.valueRange), beams, length);
  }
}

function ofServers(context: RuleContext): void {
  for (const { settings, deployment } of engineRuns(context.project, context.options, 'tensorrt-llm')) {
    const beams = traced(settings, limit, 'max-beam-width')?.value ?? 1;
    const window = traced(settings, windows, 'kv-cache-config.max-attention-window');
    const length = deployment?.limits.maxSeqLen?.value;
    if (beams > 1 && window && length !== undefined) tell(context, window, beams, length);
  }
}

function tell(context: RuleContext, window: Traced<number>, beams: number, length: number): void {
  if (window.value < length)
    reportAt(
      context,
      window,
      `Sequences of ${length} tokens go round in a window of ${window.value}, and ${beams} beams cannot.`,
    );
}

const windows: Reading<number> = (value: Data) =>
  shortestOf((Array.isArray(value) ? value : [value]).map(Number));

/** The least of some numbers above 0; undefined where one of them is none. */
function shortestOf(all: readonly number[]): number | undefined {
  return all.length > 0 && all.every((each) => Number.isInteger(each) && each > 0)
    ? Math.min(...all)
    : undefined;
}
