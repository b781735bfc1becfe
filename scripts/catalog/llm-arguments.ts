import type { LlmArgument, LlmArguments } from '../../catalog/llm-arguments.ts';
import type { Facts } from './facts.ts';

interface ArgumentFact {
  readonly fields?: readonly string[] | Readonly<Record<string, unknown>>;
}

type Group = Readonly<Record<string, ArgumentFact | string | number | boolean | null>>;

interface ServeFacts {
  readonly llm_args_yaml: {
    readonly common: Group;
    readonly pytorch_only: Group;
    readonly 'tensorrt_only(<=1.2)': Group;
    readonly renames: readonly { readonly old: string }[];
  };
}

/** The arguments of TensorRT-LLM's LLM API, with the keys of those that are objects. */
export function llmArguments(facts: Facts): LlmArguments {
  const { llm_args_yaml: yaml } = facts.json<ServeFacts>('trtllm/serve_flags.json');
  const groups = [
    ...Object.entries(yaml.common),
    ...Object.entries(yaml.pytorch_only),
    ...Object.entries(yaml['tensorrt_only(<=1.2)']),
  ];
  const entries = groups.map(([name, fact]): LlmArgument => {
    const keys = keysOf(fact);
    return { name, ...(keys.length > 0 && { keys }) };
  });
  const renamed = yaml.renames.flatMap(({ old }) =>
    old
      .split('/')
      .map((name) => name.replace(/ .*$/, ''))
      .filter((name) => /^\w+$/.test(name)),
  );
  return {
    source:
      'NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm_args.py (1.3rc); tests/unittest/api_stability/references/llm.yaml@000a01de (1.0), @ea35fd67 (1.2)',
    entries: entries.sort(byName),
    renamed: [...new Set(renamed)].sort(),
  };
}

/** Keys as the facts list them: a mapping, or texts that begin with the name. */
function keysOf(fact: Group[string]): string[] {
  if (typeof fact !== 'object' || fact === null) return [];
  const { fields = [] } = fact;
  const listed = Array.isArray(fields) ? (fields as readonly string[]) : Object.keys(fields);
  const names = listed.flatMap((text) => /^([a-z]\w*)(?![\w.])/.exec(text)?.[1] ?? []);
  return [...new Set(names)].sort();
}

const byName = (a: LlmArgument, b: LlmArgument): number => (a.name < b.name ? -1 : 1);
