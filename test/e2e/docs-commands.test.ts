import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';

/** Pages written by hand; those of rules are generated, and show examples of other tools' commands. */
const pages = globSync(['README.md', 'docs/*.md', 'bench/*.md']).sort();

/** The commands of `sh` fences; what runs for long or starts another program is fenced without a language. */
function commandsOf(page: string): string[] {
  const fences = readFileSync(page, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm);
  return [...fences].flatMap(([, body]) =>
    body!
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );
}

/** `npm test` is what runs this test; `npm start` is run by its own. */
const own = new Set(['npm test', 'npm start']);

const shown = pages.flatMap((page) =>
  commandsOf(page)
    .filter((command) => !own.has(command))
    .map((command) => ({ page, command })),
);

it.each(shown)('$page: $command', ({ command }) => {
  const { status, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8', timeout: 110_000 });
  expect(status, stderr).toBe(0);
});

it('finds the commands of the tour', () => {
  expect(shown.filter(({ page }) => page === 'README.md').length).toBeGreaterThanOrEqual(5);
});

describe('npm start', () => {
  it('ends with the report and says how to go on', () => {
    const { status, stdout } = spawnSync('node', ['scripts/start.mjs'], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('Latency and throughput');
    expect(stdout).toContain('dist/cli.js panel');
    expect(stdout).not.toContain('Installing');
  });
});
