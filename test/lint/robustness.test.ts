import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleFiles } from '../../lint/examples.ts';
import { rules } from '../../lint/index.ts';
import { lintFiles } from './support.ts';

const examples = rules.flatMap((rule) =>
  [...rule.examples.bad, ...rule.examples.good].map((example) =>
    Object.fromEntries(exampleFiles(rule, example).map(({ path, text }) => [path, text])),
  ),
);

/** One cut, copy or insertion at a relative place: what typing does to a file. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 40 }),
  insert: fc.constantFrom(
    '',
    '"',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '-1',
    '\n',
    '#',
    '--',
    '=',
    `\${x}`,
    '{{ y }}',
    '\\\n',
    '<',
    '0x',
    '«',
    '\u{1F600}',
  ),
});

describe('rules on files that are being typed', () => {
  it('never fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...examples),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        async (files, edits) => {
          const typed = Object.fromEntries(
            Object.entries(files).map(([path, text]) => [
              path,
              edits.reduce((now, { at, length, insert }) => {
                const start = Math.floor(at * now.length);
                return now.slice(0, start) + insert + now.slice(start + length);
              }, text),
            ]),
          );
          const findings = await lintFiles(typed);
          expect(findings.filter(({ code }) => code === 'BWX002')).toEqual([]);
          for (const { path, range } of findings) {
            expect(range.start).toBeGreaterThanOrEqual(0);
            expect(range.end).toBeLessThanOrEqual(typed[path]?.length ?? 0);
            expect(range.start).toBeLessThanOrEqual(range.end);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
