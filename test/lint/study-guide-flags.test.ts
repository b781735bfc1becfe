import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  convertCheckpointFlags,
  type FlagTable,
  flagVerdicts,
  legacyBuildFlags,
  quantizeFlags,
  trtllmBuildFlags,
} from '../../catalog/flags.ts';
import { compareVersions } from '../../catalog/version.ts';
import { lintFiles } from './support.ts';

const facts = join(import.meta.dirname, '../../../shared/facts/trtllm/convert_quantize_flags.json');

interface Verdict {
  readonly resolution_by_version: Readonly<Record<string, readonly (readonly [string, string])[]>>;
}

const tools: readonly { readonly name: string; readonly start: string; readonly table: FlagTable }[] = [
  { name: 'trtllm-build', start: 'trtllm-build', table: trtllmBuildFlags },
  {
    name: 'llama/convert_checkpoint.py',
    start: 'python3 examples/llama/convert_checkpoint.py',
    table: convertCheckpointFlags,
  },
  { name: 'quantize.py', start: 'python3 examples/quantization/quantize.py', table: quantizeFlags },
  { name: 'legacy llama/build.py', start: 'python3 examples/llama/build.py', table: legacyBuildFlags },
];

/** What a rule has to say of a flag: nothing, that it is read as another, or that there is none. */
const ruleFor = (resolution: string): string[] =>
  resolution === 'exact' ? [] : /^(abbrev|ambiguous)/.test(resolution) ? ['BWL002'] : ['BWL001'];

describe.skipIf(!existsSync(facts))('the flags of study guides', () => {
  const verdicts: Readonly<Record<string, Verdict>> = existsSync(facts)
    ? (JSON.parse(readFileSync(facts, 'utf8')) as { flag_verdicts: Record<string, Verdict> }).flag_verdicts
    : {};

  it('are the 23 of the catalogue', () => {
    expect(Object.keys(verdicts)).toHaveLength(23);
    expect(flagVerdicts.map(({ flag }) => flag).sort()).toEqual(Object.keys(verdicts).sort());
  });

  describe.each(tools)('on a line of $name', ({ name, start, table }) => {
    // What the parser makes of a flag was read from the oldest of these releases on.
    const since = Object.values(verdicts)[0]?.resolution_by_version[name]?.[0]?.[0].slice(1) ?? '';
    const releases = table.versions.filter((version) => compareVersions(version, since) >= 0);

    it.each(releases)('get the verdict of %s', async (release) => {
      const wanted: string[] = [];
      const lines = Object.entries(verdicts).map(([flag, { resolution_by_version }], at) => {
        const resolution = resolution_by_version[name]!.findLast(
          ([from]) => compareVersions(from.slice(1), release) <= 0,
        )![1];
        for (const rule of ruleFor(resolution)) wanted.push(`${rule} ${at + 2}`);
        return `${start} ${flag} 1`;
      });
      const text = `# batchwise: trtllm=${release}\n${lines.join('\n')}\n`;
      const findings = await lintFiles({ 'all.sh': text }, { select: ['BWL001', 'BWL002'] });
      expect(
        findings.map(({ code, range }) => `${code} ${text.slice(0, range.start).split('\n').length}`),
      ).toEqual(wanted);
    });
  });
});
