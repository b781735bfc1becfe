import type { Flag, FlagShape, FlagTable, FlagType } from '../../catalog/flag-table.ts';
import type { Facts } from './facts.ts';

interface BenchFlag {
  readonly flags: readonly string[];
  readonly type: string;
  readonly default: unknown;
  readonly note?: string;
  readonly choices?: readonly string[];
}

const types: Readonly<Record<string, FlagType>> = { int: 'int', float: 'float', flag: 'flag' };

/** `trtllm-bench [options] throughput|latency [options]`: the options of both places, each once. */
export function trtllmBenchTable(facts: Facts): FlagTable {
  const { 'trtllm-bench': bench } = facts.json<{ 'trtllm-bench': Record<string, BenchFlag[]> }>(
    'trtllm/serve_flags.json',
  );
  const listed = new Map<string, Flag>();
  for (const flag of ['global', 'throughput', 'latency'].flatMap((place) => bench[place] ?? [])) {
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
    source:
      'NVIDIA/TensorRT-LLM tensorrt_llm/bench/benchmark/throughput.py and latency.py, v0.15.0 to 000a01de (1.0)',
    tool: 'trtllm-bench',
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
    ...(flag.choices && { suggestions: flag.choices }),
    ...(type === 'flag' && { nargs: '0' as const }),
  };
}
