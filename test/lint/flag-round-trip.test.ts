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

describe.each(tools)('every option of $start', ({ table, key, start }) => {
  it.each(table.versions)('is accepted in %s with every legal value and spelling', async (version) => {
    const lines = options(table, version).flatMap((flag) => [
      `${start} ${flag.name}${legal(flag)}`,
      ...variants(table, flag, version).map((words) => `${start} ${words}`),
    ]);
    const text = `# batchwise: ${key}=${version}\n${lines.join('\n')}\n`;
    const findings = await lintFiles({ 'all.sh': text }, { select: verdicts });
    expect(lines.length).toBeGreaterThan(5);
    expect(findings.map(({ message }) => message)).toEqual([]);
  });

  it.each(table.versions)('of %s is an error in the neighbouring release that lacks it', async (version) => {
    for (const neighbour of neighbours(table, version)) {
      const gone = options(table, version).flatMap((flag) =>
        [flag.name, ...spellings(table, flag, version)].filter((name) => isGone(table, name, neighbour)),
      );
      const lines = gone.map((name) => `${start} ${name}`);
      expect(await wrong(`# batchwise: ${key}=${neighbour}\n${lines.join('\n')}\n`)).toEqual(gone);
    }
  });

  it.each(table.versions)('of %s has no choice that the neighbouring release lacks', async (version) => {
    for (const neighbour of neighbours(table, version)) {
      const gone = options(table, version).flatMap((flag) =>
        lostChoices(table, flag, neighbour).map((choice) => ({ name: flag.name, choice })),
      );
      const lines = gone.map(({ name, choice }) => `${start} ${name}=${choice}`);
      expect(await wrong(`# batchwise: ${key}=${neighbour}\n${lines.join('\n')}\n`)).toEqual(
        gone.map(({ choice }) => choice),
      );
    }
  });
});

const neighbours = ({ versions }: FlagTable, version: string): string[] => {
  const at = versions.indexOf(version);
  return [versions[at - 1], versions[at + 1]].filter((each) => each !== undefined);
};

const isGone = (table: FlagTable, name: string, version: string): boolean => {
  const there = resolveFlag(table, name, version);
  return there.kind === 'unknown' && there.certain;
};

/** Plain words only: what needs quotes has a range of its own. */
function lostChoices(table: FlagTable, { name, choices, nargs }: FlagAtVersion, version: string): string[] {
  const there = flagAt(table, name, version);
  if (!choices || !there?.choices || !there.certain || nargs === '*' || nargs === '+') return [];
  if (there.nargs === '*' || there.nargs === '+') return [];
  const taken = there.choices.map((choice) => String(choice).toLowerCase());
  return choices
    .map(String)
    .filter((choice) => /^[\w-]+$/.test(choice) && !taken.includes(choice.toLowerCase()));
}

/** The stretches of a script that are errors. */
async function wrong(text: string): Promise<string[]> {
  const findings = await lintFiles({ 'all.sh': text }, { select: verdicts });
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ range }) => text.slice(range.start, range.end));
}
