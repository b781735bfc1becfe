import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../scripts/setup/paths.mjs';

const base = mkdtempSync(join(tmpdir(), 'batchwise-config-'));
let folder: string;

/** The built program as a process in a folder of its own. */
function batchwise(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'dist', 'cli.js'), ...args],
      { cwd: folder },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function codes(...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await batchwise('lint', '--format', 'json', ...args);
  if (stdout === '') throw new Error(stderr);
  const { files } = JSON.parse(stdout) as { files: { findings: { code: string }[] }[] };
  return files.flatMap(({ findings }) => findings.map(({ code }) => code));
}

const broken =
  'name: "m"\nbackend: "onnxruntime"\nmax_batch_size: 8\ndynamic_batching { preferred_batch_size: [ 16 ] }\n';
const over = 'BWT004';

beforeEach(() => {
  folder = mkdtempSync(join(base, 'run-'));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'models', 'm'), { recursive: true });
  writeFileSync(join(folder, 'models', 'm', 'config.pbtxt'), broken);
});
afterAll(() => rmSync(base, { recursive: true }));

const write = (text: string, name = 'batchwise.yaml') => writeFileSync(join(folder, name), text);

describe('lint with a config file', () => {
  it('reads the nearest batchwise.yaml, a named one in its place, or none', async () => {
    expect(await codes('models')).toContain(over);
    write(`ignore: ${over}\n`);
    expect(await codes('models')).not.toContain(over);
    expect(await codes('models', '--no-config')).toContain(over);
    write('select: [BWF]\n', 'other.yaml');
    expect(await codes('models', '--config', 'other.yaml')).toEqual([]);
  });

  it('finds it from a folder below', async () => {
    write(`ignore: ${over}\n`);
    folder = join(folder, 'models');
    expect(await codes('m')).not.toContain(over);
  });

  it('fails from the severity on that the file names; a flag takes the place of a key', async () => {
    write(`select: ${over}\nfail-on: never\n`);
    expect((await batchwise('lint')).code).toBe(0);
    expect((await batchwise('lint', '--fail-on', 'error')).code).toBe(1);
    expect(await codes('--select', 'BWF')).toEqual([]);
  });

  it('puts up with rules in the files that an override means', async () => {
    write(`overrides:\n  - paths: [models/m/]\n    ignore: [${over}]\n`);
    expect(await codes('models')).not.toContain(over);
    writeFileSync(join(folder, 'config.pbtxt'), broken);
    expect(await codes('config.pbtxt')).toContain(over);
  });

  it('checks against the releases that it names', async () => {
    writeFileSync(join(folder, 'run.sh'), 'vllm serve meta-llama/Llama-3.1-8B --use-v2-block-manager\n');
    write("targets: {vllm: '0.5.0'}\n");
    const old = await codes('run.sh');
    write("targets: {vllm: '0.11.0'}\n");
    expect(await codes('run.sh')).not.toEqual(old);
    expect(await codes('run.sh', '--target', 'vllm=0.5.0')).toEqual(old);
  });

  it('ends with 2 and every mistake at its place', async () => {
    write('selct: [BWT]\nfail-on: sometimes\n');
    const { code, stderr, stdout } = await batchwise('lint');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /batchwise\.yaml:1:1: .*did you mean select\?\n.*batchwise\.yaml:2:10: fail-on is one of/,
    );
    expect((await batchwise('lint', '--config', 'missing.yaml')).code).toBe(2);
  });
});

describe('init', () => {
  it('writes a file that lint reads, and leaves one that is there', async () => {
    expect(await batchwise('init', '--gpu', 'h100-sxm', '--target', 'vllm=0.10')).toMatchObject({
      code: 0,
      stdout: '',
    });
    const text = readFileSync(join(folder, 'batchwise.yaml'), 'utf8');
    expect(text).toContain('gpu: H100-SXM5-80GB\n');
    expect(text).toMatch(/vllm: "0\.10"/);
    expect(await codes('models')).toContain(over);

    const again = await batchwise('init');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--force');
    expect(readFileSync(join(folder, 'batchwise.yaml'), 'utf8')).toBe(text);
    expect((await batchwise('init', '--force')).code).toBe(0);
    expect(readFileSync(join(folder, 'batchwise.yaml'), 'utf8')).not.toBe(text);
  });

  it('writes where it is told to', async () => {
    expect((await batchwise('init', '--output', 'ci.yaml')).code).toBe(0);
    expect(await codes('models', '--config', 'ci.yaml')).toContain(over);
  });
});
