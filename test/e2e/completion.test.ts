import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram, root } from '../../scripts/setup/paths.mjs';

/** The words that a shell offers at the end of a line, the typed one completed. */
const offers: Readonly<Record<'bash' | 'zsh' | 'fish', (script: string, line: string) => string[]>> = {
  bash: (script, line) => {
    const words = line.split(/(?==)|(?<==)| /);
    const code =
      'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _batchwise; printf "%s\\n" "${COMPREPLY[@]}"';
    return lines(
      execFileSync('bash', ['--norc', '-c', code, 'bash', script, ...words], { encoding: 'utf8' }),
    );
  },
  fish: (script, line) => {
    const code = 'source $argv[1]; complete -C $argv[2]';
    const output = execFileSync('fish', ['--no-config', '-c', code, script, line], { encoding: 'utf8' });
    return lines(output).map((offered) => offered.split('\t')[0]!);
  },
  // zsh completes only where a line is edited: one is, in a terminal of zsh's own.
  zsh: (script, line) => {
    const code = `
      zmodload zsh/zpty
      zpty z 'zsh -f -i'
      zpty -w z "unsetopt zle_bracketed_paste; PROMPT=; autoload -Uz compinit; compinit -D -u; source $1; echo REA''DY"
      zpty -r z said '*READY*'
      zpty -w -n z "$2"$'\\t'
      zpty -r z said "*$3*" && echo "$3"
      zpty -d z`;
    const expected = completed[line]!;
    const output = execFileSync('zsh', ['-f', '-c', code, 'zsh', script, line, expected], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    return lines(output).slice(-1);
  },
};

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

/** Lines, and the last word of what they become. */
const completed: Readonly<Record<string, string>> = {
  'batchwise si': 'simulate',
  'batchwise lint --fail': '--fail-on',
  'batchwise lint --format sa': 'sarif',
  'batchwise lint --format=sa': '--format=sarif',
  'batchwise simulate --compare static,in': 'static,inflight',
  'batchwise memory --gpu H100-SXM': 'H100-SXM5-80GB',
  'batchwise completion f': 'fish',
};

const shells = ['bash', 'zsh', 'fish'] as const;
const folder = mkdtempSync(join(tmpdir(), 'batchwise-completion-'));
const scriptOf = (shell: string): string => join(folder, shell);

beforeAll(() => {
  for (const shell of shells) {
    const text = execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), 'completion', shell]);
    writeFileSync(scriptOf(shell), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const missing = (shell: string): string =>
  findProgram(shell) ? '' : ` (skipped: ${shell} is not installed)`;

describe.each(shells)('completion in %s', (shell) => {
  describe.skipIf(missing(shell))(`of one word${missing(shell)}`, () => {
    it.each(Object.entries(completed))('completes `%s` to %s', (line, expected) => {
      // bash has the part after the sign alone.
      const wanted = shell === 'bash' ? expected.replace(/^--format=/, '') : expected;
      expect(offers[shell](scriptOf(shell), line)).toEqual([wanted]);
    });
  });
});

describe.each(['bash', 'fish'] as const)('completion in %s', (shell) => {
  it.skipIf(missing(shell))(
    `offers all words that fit, and none where only the user knows${missing(shell)}`,
    () => {
      const at = (line: string) => offers[shell](scriptOf(shell), line).sort();
      expect(at('batchwise lint --format j')).toEqual(['json', 'junit']);
      expect(at('batchwise explain BWF0')).toEqual(expect.arrayContaining(['BWF001', 'BWF002']));
      expect(at('batchwise simulate --rate ')).toEqual([]);
      expect(at('batchwise help fm')).toEqual(['fmt']);
    },
  );
});
