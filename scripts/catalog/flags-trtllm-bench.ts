import type { Flag, FlagShape, FlagTable, FlagType } from '../../catalog/flag-table.ts';
import type { Facts } from './facts.ts';

interface BenchFlag {
  readonly flags: readonly string[];
  readonly type: string;
  readonly default: unknown;
  readonly note?: string;
  readonly choices?: readonly string[];
}

const types: Readonly<Record<string, FlagType>> = {
  int: 'int',
  float: 'float',
  flag: 'flag',
  bool: 'bool',
};

/** `trtllm-bench [options] throughput|latency [options]`: the options of both places, each once. */
export const trtllmBenchTable = (facts: Facts): FlagTable =>
  tableOf(
    benchFlags(facts, 'global', 'throughput', 'latency'),
    'trtllm-bench',
    'NVIDIA/TensorRT-LLM tensorrt_llm/bench/benchmark/throughput.py and latency.py, v0.15.0 to 000a01de (1.0)',
  );

/** What `build` has beside the facts, read at 1.0. */
const readLater: readonly BenchFlag[] = [
  { flags: ['--no_weights_loading'], type: 'bool', default: false },
  { flags: ['--trust_remote_code'], type: 'bool', default: false },
];

/** `trtllm-bench [options] build [options]`, which went with the engines in 1.3. */
export const trtllmBenchBuildTable = (facts: Facts): FlagTable =>
  tableOf(
    [
      // `--dtype` was gone before the first release that is read.
      ...benchFlags(facts, 'global', 'build (<=1.2)').filter(({ flags }) => flags[0] !== '--dtype'),
      ...readLater,
    ],
    'trtllm-bench build',
    'NVIDIA/TensorRT-LLM tensorrt_llm/bench/build/build.py, v0.15.0 to 000a01de (1.0)',
  );

const benchFlags = (facts: Facts, ...places: readonly string[]): BenchFlag[] => {
  const { 'trtllm-bench': bench } = facts.json<{ 'trtllm-bench': Record<string, BenchFlag[]> }>(
    'trtllm/serve_flags.json',
  );
  return places.flatMap((place) => bench[place] ?? []);
};

function tableOf(flags: readonly BenchFlag[], tool: string, source: string): FlagTable {
  const listed = new Map<string, Flag>();
  for (const flag of flags) {
    const [name, ...aliases] = [...flag.flags].sort(longFirst);
    if (listed.has(name!)) continue;
    listed.set(name!, {
      name: name!,
      ...(aliases.length > 0 && { aliases }),
      ...(flag.note !== undefined && { note: flag.note }),
      periods: [{ from: '0.15.0', ...shapeOf(flag) }],
    });
  }
  return {
    source,
    tool,
    versions: ['0.15.0', '1.0.0'],
    abbreviations: false,
    underscoresAreDashes: false,
    dottedKeys: false,
    uncertain: [{ from: '0.15.0', because: 'which release brought or took an option was not read' }],
    flags: [...listed.values()],
  };
}

const longFirst = (a: string, b: string): number => Number(b.startsWith('--')) - Number(a.startsWith('--'));

function shapeOf(flag: BenchFlag): FlagShape {
  const type = types[flag.type] ?? 'string';
  const words = typeof flag.default === 'string' && /[ (<]/.test(flag.default);
  return {
    type,
    ...(flag.default !== null &&
      (words
        ? !/^<required>$/.test(flag.default as string) && { defaultExpression: flag.default as string }
        : { default: flag.default as string | number | boolean })),
    ...(flag.choices && { suggestions: flag.choices.map((choice) => choice.replace(/\(.*\)$/, '')) }),
    ...(type === 'flag' && { nargs: '0' as const }),
  };
}
