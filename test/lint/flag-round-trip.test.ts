import { describe, expect, it } from 'vitest';
import {
  convertCheckpointFlags,
  type FlagAtVersion,
  type FlagTable,
  flagAt,
  legacyBuildFlags,
  quantizeFlags,
  resolveFlag,
  tritonserverFlags,
  trtllmBuildFlags,
  trtllmDisaggregatedFlags,
  trtllmServeFlags,
  vllmServeFlags,
} from '../../catalog/flags.ts';
import { sglangServeFlags } from '../../catalog/sglang-flags.ts';
import { tgiLauncherFlags } from '../../catalog/tgi-environment.ts';
import { trtllmBenchBuildFlags, trtllmBenchFlags } from '../../catalog/trtllm-bench.ts';
import { lintFiles } from './support.ts';

interface Tool {
  readonly table: FlagTable;
  readonly key: string;
  readonly start: string;
}

const tools: readonly Tool[] = [
  { table: trtllmBuildFlags, key: 'trtllm', start: 'trtllm-build' },
  { table: convertCheckpointFlags, key: 'trtllm', start: 'python3 examples/llama/convert_checkpoint.py' },
  { table: quantizeFlags, key: 'trtllm', start: 'python3 quantize.py' },
  { table: trtllmServeFlags, key: 'trtllm', start: 'trtllm-serve serve' },
  { table: trtllmDisaggregatedFlags, key: 'trtllm', start: 'trtllm-serve disaggregated' },
  { table: trtllmBenchFlags, key: 'trtllm', start: 'trtllm-bench --model m throughput' },
  { table: trtllmBenchBuildFlags, key: 'trtllm', start: 'trtllm-bench --model m build' },
  { table: legacyBuildFlags, key: 'trtllm', start: 'python3 examples/llama/build.py' },
  { table: tritonserverFlags, key: 'triton', start: 'tritonserver' },
  { table: vllmServeFlags, key: 'vllm', start: 'vllm serve' },
  { table: sglangServeFlags, key: 'sglang', start: 'python3 -m sglang.launch_server' },
  { table: tgiLauncherFlags, key: 'tgi', start: 'text-generation-launcher' },
];

/** The rules that say whether a tool has an option, and whether a value is one of its own. */
const verdicts = [
  'BWL001',
  'BWL002',
  'BWL003',
  'BWL004',
  'BWL005',
  'BWT019',
  'BWV001',
  'BWV002',
  'BWG001',
  'BWG002',
  'BWH001',
  'BWH002',
];

function legal({ type, choices, takesValue }: FlagAtVersion): string {
  if (!takesValue) return '';
  if (choices && choices.length > 0) return ` ${JSON.stringify(String(choices[0]))}`;
  if (type === 'int') return ' 1';
  return type === 'float' ? ' 0.5' : type === 'bool' ? ' true' : type === 'json' ? " '{}'" : ' word';
}

const options = (table: FlagTable, version: string): FlagAtVersion[] =>
  table.flags.flatMap(({ name }) => {
    const at = flagAt(table, name, version);
    return at && at.type !== 'positional' && resolveFlag(table, name, version).kind === 'exact' ? [at] : [];
  });

/** Short names and second long ones, and the dashes that vLLM takes for underscores. */
function spellings(table: FlagTable, { name, aliases }: FlagAtVersion, version: string): string[] {
  const folded = table.underscoresAreDashes ? [`--${name.slice(2).replaceAll('-', '_')}`] : [];
  return [...aliases, ...folded].filter(
    (spelling) => spelling !== name && resolveFlag(table, spelling, version).kind === 'exact',
  );
}

/** Its other spellings, its opposite and its other choices. */
const variants = (table: FlagTable, flag: FlagAtVersion, version: string): string[] => [
  ...spellings(table, flag, version).map((spelling) => `${spelling}${legal(flag)}`),
  ...(flag.negation ? [flag.negation] : []),
  ...(flag.choices ?? []).slice(1).map((choice) => `${flag.name} ${JSON.stringify(String(choice))}`),
];

/** Once for each shape that an option had is enough. */
const isNew = (table: FlagTable, { name }: FlagAtVersion, version: string): boolean =>
  table.flags.find((flag) => flag.name === name)!.periods.some(({ from }) => from === version);

describe.each(tools)('every option of $start', ({ table, key, start }) => {
  it.each(table.versions)('is accepted in %s with every legal value and spelling', async (version) => {
    const lines = options(table, version).flatMap((flag) => [
      `${start} ${flag.name}${legal(flag)}`,
      ...(isNew(table, flag, version) ? variants(table, flag, version) : []).map(
        (words) => `${start} ${words}`,
      ),
    ]);
    const text = `# batchwise: ${key}=${version}\n${lines.join('\n')}\n`;
    const findings = await lintFiles({ 'all.sh': text }, { select: verdicts });
    expect(lines.length).toBeGreaterThan(5);
    expect(findings.map(({ message }) => message)).toEqual([]);
  });

  it('is an error in the neighbouring release that does not have it', async () => {
    for (const [at, version] of table.versions.entries()) {
      for (const neighbour of [table.versions[at - 1], table.versions[at + 1]]) {
        if (neighbour === undefined) continue;
        const gone = options(table, version).filter(({ name }) => {
          const there = resolveFlag(table, name, neighbour);
          return there.kind === 'unknown' && there.certain;
        });
        const lines = gone.map(({ name }) => `${start} ${name}`);
        const text = `# batchwise: ${key}=${neighbour}\n${lines.join('\n')}\n`;
        const findings = await lintFiles({ 'all.sh': text }, { select: verdicts });
        const errors = findings.filter(({ severity }) => severity === 'error');
        expect(errors.map(({ range }) => text.slice(range.start, range.end))).toEqual(
          gone.map(({ name }) => name),
        );
      }
    }
  });
});
