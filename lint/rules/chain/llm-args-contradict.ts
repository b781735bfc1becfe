import { boolean, limit, number, text, traced } from '../../../deployment/settings/leaves.ts';
import type { Setting, SettingSource } from '../../../deployment/settings/setting.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { isOn } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const serve = (yaml: string, options = ''): Record<string, string> => ({
  'serve.sh': `# batchwise: trtllm=1.1.0\ntrtllm-serve m ${options} --extra_llm_api_options options.yaml\n`,
  'options.yaml': yaml,
});

export const llmArgsContradict: Rule = {
  code: 'BWC024',
  name: 'llm-args-contradict',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-serve` with its YAML, and `tensorrt_llm.LLM`',
  summary: 'Two arguments of the LLM API do not go together.',
  why: 'The arguments are checked against each other before the model is loaded, and the server stops with a `ValidationError`; some pairs only make one of the two do nothing.',
  remedy: 'Make the two agree, or leave one out.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm_args.py, validators; tensorrt_llm/commands/serve.py; tensorrt_llm/mapping.py',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      serve('cuda_graph_config:\n  batch_sizes: [1, 2, 4, 8]\n  max_batch_size: «16»\n'),
      serve('kv_cache_config:\n  dtype: «fp8»\n', '--backend tensorrt'),
      serve('moe_config:\n  load_balancer:\n    num_slots: «250»\n', '--tp_size 8 --ep_size 8'),
      serve(
        'cp_config:\n  cp_type: HELIX\n  tokens_per_block: «32»\nkv_cache_config:\n  tokens_per_block: 64\n',
      ),
      serve('speculative_config:\n  decoding_type: «Eagle»\n  speculative_model: e\n'),
      serve('perf_metrics_max_requests: «100»\n'),
      'trtllm-serve m --metadata_server_config_file «meta.yaml»\n',
      'trtllm-serve m --max_batch_size «512» --max_num_tokens 256\n',
      'trtllm-serve m --tp_size 4 --ep_size «8»\n',
    ],
    good: [
      serve('cuda_graph_config:\n  batch_sizes: [1, 2, 4, 8]\n  max_batch_size: 8\n'),
      serve('kv_cache_config:\n  dtype: fp8\n'),
      serve('moe_config:\n  load_balancer:\n    num_slots: 256\n', '--tp_size 8 --ep_size 8'),
      serve('speculative_config:\n  decoding_type: Eagle\n  max_draft_len: 3\n  speculative_model: e\n'),
      'trtllm-serve m --metadata_server_config_file meta.yaml --server_role CONTEXT\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'tensorrt-llm'))
      for (const check of checks) {
        const problem = check(run.settings, run);
        if (problem)
          reportAt(
            context,
            { value: 0, origin: problem.at.origin },
            problem.message,
            problem.harmless && { severity: 'warning' },
          );
      }
  },
};

interface Problem {
  readonly at: Pick<Setting, 'origin'>;
  readonly message: string;
  readonly harmless?: true;
}

type Check = (settings: SettingSource, run: EngineRun) => Problem | undefined;

const graphSizes: Check = (settings) => {
  const sizes = settings.find('cuda-graph-config.batch-sizes')?.value;
  const most = traced(settings, limit, 'cuda-graph-config.max-batch-size');
  if (!most || !Array.isArray(sizes)) return undefined;
  const all = sizes.map(Number);
  if (all.length === 0 || all.some(Number.isNaN) || Math.max(...all) === most.value) return undefined;
  return {
    at: most,
    message: `The largest of \`batch_sizes\` is ${Math.max(...all)}, and \`max_batch_size\` has to be the same.`,
  };
};

const engineKvType: Check = (settings) => {
  const dtype = traced(settings, text, 'kv-cache-config.dtype');
  const backend = traced(settings, text, 'backend')?.value;
  if (!dtype || dtype.value.toLowerCase() === 'auto' || !/^(tensorrt|trt)$/i.test(backend ?? ''))
    return undefined;
  return {
    at: dtype,
    message:
      'The type of the KV cache is fixed when the engine is built: with `--backend tensorrt` it stays `auto`.',
  };
};

const expertSlots: Check = (settings) => {
  const slots = traced(settings, limit, 'moe-config.load-balancer.num-slots');
  const experts = traced(settings, limit, 'moe-expert-parallel-size', 'ep-size')?.value;
  if (!slots || experts === undefined || slots.value % experts === 0) return undefined;
  return {
    at: slots,
    message: `${slots.value} slots cannot be dealt out evenly to ${experts} ranks of experts.`,
  };
};

const expertRanks: Check = (settings, { open }) => {
  const experts = traced(settings, limit, 'moe-expert-parallel-size', 'ep-size');
  const given = settings.find('tensor-parallel-size', 'tp-size');
  const tensor = given ? traced(settings, limit, 'tensor-parallel-size', 'tp-size')?.value : 1;
  if (!experts || open || tensor === undefined || tensor % experts.value === 0) return undefined;
  return {
    at: experts,
    message: `${tensor} tensor parallel rank${tensor > 1 ? 's' : ''} cannot be divided into ${experts.value} for experts.`,
  };
};

const helixBlocks: Check = (settings) => {
  const own = traced(settings, limit, 'cp-config.tokens-per-block');
  const cache = traced(settings, limit, 'kv-cache-config.tokens-per-block');
  const type = traced(settings, text, 'cp-config.cp-type')?.value;
  if (!own || !cache || type?.toUpperCase() !== 'HELIX' || own.value === cache.value) return undefined;
  return {
    at: own,
    message: `Helix parallelism deals out blocks of the KV cache, which have ${cache.value} tokens.`,
  };
};

const draftLength: Check = (settings, { open }) => {
  const type = traced(settings, text, 'speculative-config.decoding-type');
  if (!type || open || !/^(Eagle3?|PARD)$/i.test(type.value)) return undefined;
  const given = settings.find('speculative-config.max-draft-len');
  const length = traced(settings, number, 'speculative-config.max-draft-len');
  if (given && (length === undefined || length.value > 0)) return undefined;
  return { at: given ?? type, message: `${type.value} needs a \`max_draft_len\` above 0.` };
};

const roleless: Check = (settings, { open }) => {
  const asked = settings.find('metadata-server-config-file', 'disagg-cluster-uri');
  if (!asked || open || settings.find('server-role')) return undefined;
  return { at: asked, message: 'A server that registers itself has to say what it is: `--server_role`.' };
};

const batchOverTokens: Check = (settings) => {
  const batch = traced(settings, limit, 'max-batch-size');
  const tokens = traced(settings, limit, 'max-num-tokens');
  if (!batch || !tokens || batch.value <= tokens.value) return undefined;
  return {
    at: batch,
    message: `Each sequence takes a token of a step, of which there are ${tokens.value}: more sequences never run.`,
    harmless: true,
  };
};

/** Arguments that count only beside another. */
const companions: readonly { readonly name: string; readonly needs: string }[] = [
  { name: 'perf-metrics-max-requests', needs: 'return-perf-metrics' },
  { name: 'enable-iter-req-stats', needs: 'enable-iter-perf-stats' },
];

const alone: readonly Check[] = companions.map(
  ({ name, needs }): Check =>
    (settings, { open }) => {
      const given = settings.find(name);
      if (!given || !isOn(given) || open || traced(settings, boolean, needs)?.value === true)
        return undefined;
      if (settings.find(needs)?.value === undefined && settings.find(needs)) return undefined;
      const spelled = (each: string): string => `\`${each.replaceAll('-', '_')}\``;
      return {
        at: given,
        message: `${spelled(name)} does nothing without ${spelled(needs)}.`,
        harmless: true,
      };
    },
);

const checks: readonly Check[] = [
  graphSizes,
  engineKvType,
  expertSlots,
  expertRanks,
  helixBlocks,
  draftLength,
  roleless,
  batchOverTokens,
  ...alone,
];
