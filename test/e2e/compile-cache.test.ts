import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = resolve(import.meta.dirname, '../../dist/cli.js');
let home: string;
let folder: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'batchwise-cache-'));
  folder = join(home, 'batchwise', 'compiled');
});
afterAll(() => rmSync(home, { recursive: true }));

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const places = { XDG_CACHE_HOME: home, LOCALAPPDATA: home, HOME: home };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    env: { ...process.env, ...places, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const lint = ['lint', 'examples/triton-models', '--format', 'compact', '--fail-on', 'never'];

describe.skipIf(process.platform === 'darwin')('compiled code', () => {
  it('is kept after a run, and says the same in the next', () => {
    const first = run(lint);
    const [kept] = readdirSync(folder);
    expect(kept).toMatch(/^lint-[0-9a-f]{16}-v\d+\.\d+\.\d+-\w+\.bin$/);
    expect(run(lint)).toEqual(first);
    expect(first).toMatchObject({ status: 0, stderr: '' });
  });

  it('is made anew where it was cut off, lost a block or is something else', () => {
    const path = join(folder, readdirSync(folder)[0]!);
    const first = run(lint);
    const blank = readFileSync(path).fill(0, 8192, 12_288);
    for (const spoil of [
      () => truncateSync(path, 1000),
      () => writeFileSync(path, blank),
      () => writeFileSync(path, 'no code at all'),
    ]) {
      spoil();
      expect(run(lint)).toEqual(first);
      expect(readFileSync(path).length).toBeGreaterThan(100_000);
    }
  });

  it('is not kept of what is no command, nor where Node is told not to', () => {
    rmSync(folder, { recursive: true });
    expect(run(['lint', 'examples/nowhere']).status).toBe(2);
    expect(run(['../../evil', '--nonsense']).status).toBe(2);
    run(lint, { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(existsSync(folder)).toBe(false);
  });

  it('is done without where nothing can be written', () => {
    const file = join(home, 'a-file');
    writeFileSync(file, '');
    expect(run(lint, { XDG_CACHE_HOME: file, LOCALAPPDATA: file })).toMatchObject({ status: 0, stderr: '' });
  });
});
