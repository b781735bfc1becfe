import { readReleases, shapeAt, vllmConfigs } from '../../../catalog/vllm-configs.ts';
import { renameFix } from '../../fixes.ts';
import { short } from '../../reading/flag-history.ts';
import { type ConfigEntry, vllmConfigEntries } from '../../reading/vllm-configs.ts';
import type { Rule } from '../../rule.ts';
import { type Nearest, nearestName } from '../../spelling.ts';

/** Keys of older releases and options of their own that became keys (vllm/config at 0.8.5 to 0.28). */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SpeculativeConfig: {
    speculative_model: 'model',
    draft_model: 'model',
    num_draft_tokens: 'num_speculative_tokens',
    speculative_draft_tensor_parallel_size: 'draft_tensor_parallel_size',
    ngram_prompt_lookup_max: 'prompt_lookup_max',
    ngram_prompt_lookup_min: 'prompt_lookup_min',
    speculative_max_model_len: 'max_model_len',
    speculative_disable_by_batch_size: 'disable_by_batch_size',
  },
  CompilationConfig: {
    level: 'mode',
    use_cudagraph: 'cudagraph_mode',
    full_cuda_graph: 'cudagraph_mode',
    max_capture_size: 'max_cudagraph_capture_size',
    compile_ranges_split_points: 'compile_ranges_endpoints',
  },
  PassConfig: {
    enable_fusion: 'fuse_norm_quant',
    enable_attn_fusion: 'fuse_attn_quant',
    enable_noop: 'eliminate_noops',
    enable_sequence_parallelism: 'enable_sp',
    enable_async_tp: 'fuse_gemm_comms',
    enable_fi_allreduce_fusion: 'fuse_allreduce_rms',
  },
};

export const vllmConfigKeyUnknown: Rule = {
  code: 'BWV013',
  name: 'vllm-config-key-unknown',
  area: 'vllm',
  severity: 'error',
  appliesTo:
    'options of vLLM whose JSON is one of its configuration classes, such as `--speculative-config`, `--compilation-config` and `--kv-transfer-config`, in 0.6.6 to 0.28; as JSON, as `--option.key`, in YAML and as dictionaries in Python',
  summary: 'A configuration in JSON has a key that its class does not have, in the release in use or in any.',
  why: 'vLLM stops with “unexpected keyword argument” or a validation error; some releases drop the key without a word, so that what it should set is at its default.',
  remedy: 'Write the key as the release has it.',
  sources: [
    'vllm-project/vllm vllm/config.py and vllm/config/*.py at 0.6.6, 0.8.5, 0.10, 0.13, 0.20 and 0.28',
    'vllm-project/vllm#24888',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      `# batchwise: vllm=0.13.0\nvllm serve m --speculative-config '{"method": "ngram", "num_speculative_tokens": 5, "«ngram_prompt_lookup_max»": 4}'\n`,
      `# batchwise: vllm=0.28.0\nvllm serve m --compilation-config '{"«level»": 3}'\n`,
      `# batchwise: vllm=0.20.0\nvllm serve m --compilation-config.pass_config.«enable_fusion» true\n`,
      `vllm serve m --kv-transfer-config '{"kv_connector": "NixlConnector", "kv_role": "kv_both", "«kv_buffer_sizes»": 1e9}'\n`,
      {
        'run.py':
          'from vllm import LLM\nllm = LLM("m", speculative_config={"model": d, "«num_draft_tokens»": 5})\n',
      },
    ],
    good: [
      `# batchwise: vllm=0.8.5\nvllm serve m --compilation-config '{"level": 3}'\n`,
      `vllm serve m --hf-overrides '{"anything": 1}' --kv-transfer-config '{"kv_connector": "NixlConnector", "kv_role": "kv_both", "kv_connector_extra_config": {"anything": 1}}'\n`,
    ],
  },
  check(context) {
    for (const entry of vllmConfigEntries(context)) {
      const releases = readReleases(entry.className, entry.version);
      const keys = vllmConfigs.classes[entry.className] ?? [];
      const has = (name: string): boolean =>
        keys.some((key) => key.name === name && releases.some((release) => shapeAt(key, release)));
      if (releases.length === 0 || has(entry.key) || isToldElsewhere(entry)) continue;
      const names = keys.map(({ name }) => name).filter(has);
      const today = renamed[entry.className]?.[entry.key];
      const near: Nearest | undefined =
        today !== undefined && has(today) ? { name: today, certain: false } : nearestName(entry.key, names);
      const read = releases.length === 1 && entry.version !== undefined;
      context.report(
        entry.path,
        entry.keyRange,
        `${of(entry)} has no key \`${entry.key}\`${lifetime(entry)}${near ? `; \`${near.name}\` is what it may mean` : ''}.`,
        {
          // A release that was not read may have had it, or ignores what it does not know.
          ...(!read && { severity: 'warning' as const }),
          fixes: entry.exact ? renameFix(near, entry.path, entry.keyRange) : [],
        },
      );
    }
  },
};

/** The draft model's split under its old name is a mistake of its own. */
const isToldElsewhere = ({ className, key }: ConfigEntry): boolean =>
  className === 'SpeculativeConfig' && key === 'tensor_parallel_size';

function of({ option, className, version }: ConfigEntry): string {
  const inner = vllmConfigs.options[option] === className ? '' : ` (${className})`;
  return `\`${option}\`${inner} of vLLM${version === undefined ? ', in every release that was read,' : ` ${short(version)}`}`;
}

function lifetime({ className, key }: ConfigEntry): string {
  const known = vllmConfigs.classes[className]?.find(({ name }) => name === key);
  if (!known) return '';
  const [first, last] = [known.periods[0]!.from, known.periods.at(-1)!.to];
  return `, which ${first === last ? short(first) : `${short(first)} to ${short(last)}`} had`;
}
