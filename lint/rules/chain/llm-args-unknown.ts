import { llmArguments } from '../../../catalog/llm-arguments.ts';
import type { DataSource } from '../../../deployment/settings/data-source.ts';
import { FlagSource } from '../../../deployment/settings/flag-source.ts';
import { findOptions } from '../../../deployment/settings/options-file.ts';
import type { Data } from '../../../deployment/settings/setting.ts';
import { toolOf } from '../../../deployment/tools.ts';
import { renameFix } from '../../fixes.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

const serve = (yaml: string): Record<string, string> => ({
  'serve.sh': 'trtllm-serve m --extra_llm_api_options options.yaml\n',
  'options.yaml': yaml,
});

export const llmArgsUnknown: Rule = {
  code: 'BWC028',
  name: 'llm-args-unknown',
  area: 'chain',
  severity: 'error',
  appliesTo:
    'the YAML of `trtllm-serve`, `trtllm-bench` and Dynamo’s worker; only keys that are nearly an argument, or spelt as an option of the command line',
  summary: 'The LLM API has no argument of this name.',
  why: 'The arguments are checked strictly: an “extra” key is a `ValidationError`, and the server does not start. Options of the command line have shorter names than the arguments that they set.',
  remedy: 'Write the argument as the LLM API spells it.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm_args.py, StrictBaseModel (1.0 to 1.3)'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      serve('«tp_size»: 2\n'),
      serve('«enable_chunked_prefil»: true\n'),
      serve('kv_cache_config:\n  «free_gpu_mem_fraction»: 0.8\n'),
    ],
    good: [
      serve('tensor_parallel_size: 2\nenable_chunked_prefill: true\nsomething_new: 1\n'),
      serve('kv_cache_config:\n  free_gpu_memory_fraction: 0.8\n'),
    ],
  },
  scope: 'commands',
  check(context) {
    const { project } = context;
    for (const { file, command } of project.commands) {
      const run = toolOf(command);
      if (!run?.table || !readers.has(run.tool)) continue;
      const flags = new FlagSource(run.args, file.path, run.table, undefined);
      const named = flags.find('extra-llm-api-options', 'config', 'extra-engine-args')?.value;
      const config = typeof named === 'string' ? findOptions(named, file, project) : undefined;
      if (config) checkKeys(context, config);
    }
  },
};

const readers: ReadonlySet<string> = new Set(['trtllm-serve', 'trtllm-bench', 'dynamo.trtllm']);

/** Options of the command line and the arguments that they set (tensorrt_llm/commands/serve.py, bench). */
const spelledAsOption: Readonly<Record<string, string>> = {
  tp_size: 'tensor_parallel_size',
  tp: 'tensor_parallel_size',
  pp_size: 'pipeline_parallel_size',
  pp: 'pipeline_parallel_size',
  ep_size: 'moe_expert_parallel_size',
  ep: 'moe_expert_parallel_size',
  cp_size: 'context_parallel_size',
  beam_width: 'max_beam_width',
  kv_cache_free_gpu_memory_fraction: 'kv_cache_config.free_gpu_memory_fraction',
  kv_cache_free_gpu_mem_fraction: 'kv_cache_config.free_gpu_memory_fraction',
  free_gpu_memory_fraction: 'kv_cache_config.free_gpu_memory_fraction',
  free_gpu_mem_fraction: 'free_gpu_memory_fraction',
  enable_chunked_context: 'enable_chunked_prefill',
  enable_kv_cache_reuse: 'kv_cache_config.enable_block_reuse',
};

const known = new Map(llmArguments.entries.map(({ name, keys }) => [name, keys]));

function checkKeys(context: RuleContext, config: DataSource): void {
  for (const [key, value] of entriesOf(config.data)) {
    if (!known.has(key) && !llmArguments.renamed.includes(key))
      tell(context, config, [key], [...known.keys()]);
    const keys = known.get(key);
    for (const [inner] of keys ? entriesOf(value) : [])
      if (!keys!.includes(inner)) tell(context, config, [key, inner], keys!);
  }
}

function tell(
  context: RuleContext,
  config: DataSource,
  path: readonly string[],
  names: readonly string[],
): void {
  const key = path.at(-1)!;
  const place = config.placeOfKey(path);
  const option = Object.hasOwn(spelledAsOption, key) ? spelledAsOption[key]! : undefined;
  const near = nearestName(key, names);
  const meant =
    option !== undefined && names.includes(option.split('.')[0]!) ? option : near?.certain && near.name;
  if (!place || !meant) return;
  const within = path.length > 1 ? ` in \`${path[0]}\`` : '';
  context.report(
    place.path,
    place.range,
    `The LLM API has no \`${key}\`${within}: it is called \`${meant}\`.`,
    {
      fixes: meant.includes('.') ? [] : renameFix({ name: meant, certain: false }, place.path, place.range),
    },
  );
}

const entriesOf = (data: Data): [string, Data][] =>
  typeof data === 'object' && data !== null && !Array.isArray(data)
    ? Object.entries(data as Record<string, Data>)
    : [];
