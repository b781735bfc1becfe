import { spawn } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
} from 'vscode-languageserver-protocol/node';
import { root } from '../../scripts/setup/paths.mjs';
import { TestClient } from './language-client.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchwise-fmt-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** `batchwise fmt` in the folder of the test. */
function fmt(
  args: readonly string[],
  input: string | Buffer = '',
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'fmt', ...args], { cwd: folder });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');

const untidy = 'name:"m" # x\r\ninput [ {name: "i"\r\ndims:[1,2] } ]\r\n';
const tidy = 'name: "m"  # x\r\ninput [\r\n  {\r\n    name: "i"\r\n    dims: [1, 2]\r\n  }\r\n]\r\n';
const broken = 'name: "m"\nmax_batch_size 8\n';

describe('fmt', () => {
  it('writes the .pbtxt files of a folder and nothing else', async () => {
    await put('a/config.pbtxt', untidy);
    await put('a/configs/h100.pbtxt', 'a  : 1');
    await put('a/start.sh', 'echo   hi\n');
    await put('a/requirements.txt', 'vllm==0.11\n');
    await put('ignored/config.pbtxt', untidy);
    await put('.gitignore', 'ignored/\n');
    expect(await fmt([])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await read('a/config.pbtxt')).toBe(tidy);
    expect(await read('a/configs/h100.pbtxt')).toBe('a: 1\n');
    expect(await read('a/start.sh')).toBe('echo   hi\n');
    expect(await read('ignored/config.pbtxt')).toBe(untidy);
  });

  it('leaves a file with syntax errors as it was, says where they are, and formats the others', async () => {
    await put('a/config.pbtxt', broken);
    await put('b/config.pbtxt', untidy);
    const { code, stderr } = await fmt(['.']);
    expect(code).toBe(2);
    expect(stderr).toBe('a/config.pbtxt:2:16: `max_batch_size` needs a `:` before its value.\n');
    expect(await read('a/config.pbtxt')).toBe(broken);
    expect(await read('b/config.pbtxt')).toBe(tidy);
  });

  it('--check names what would change and writes nothing', async () => {
    await put('a/config.pbtxt', untidy);
    await put('b/config.pbtxt', tidy);
    expect(await fmt(['--check', 'a', 'b'])).toEqual({
      code: 1,
      stdout: 'a/config.pbtxt would change\n',
      stderr: '',
    });
    expect(await read('a/config.pbtxt')).toBe(untidy);
    expect(await fmt(['--check', 'b'])).toEqual({ code: 0, stdout: '', stderr: '' });
    await put('c/config.pbtxt', broken);
    expect((await fmt(['--check'])).code).toBe(2);
  });

  it('--diff shows what would change and writes nothing', async () => {
    await put('config.pbtxt', 'a:1\nb: 2\n');
    const { code, stdout } = await fmt(['--diff']);
    expect(code).toBe(0);
    expect(stdout).toContain('--- a/config.pbtxt\n+++ b/config.pbtxt\n');
    expect(stdout).toContain('\n-a:1\n+a: 1\n b: 2\n');
    expect(await read('config.pbtxt')).toBe('a:1\nb: 2\n');
    expect((await fmt(['--diff', '--check'])).code).toBe(1);
  });

  it('reads standard input and writes standard output', async () => {
    expect(await fmt(['-'], untidy)).toEqual({ code: 0, stdout: tidy, stderr: '' });
    expect(await fmt(['-'], '')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await fmt(['-', '--check'], untidy)).toMatchObject({ code: 1, stdout: '- would change\n' });
    expect(await fmt(['-', '--stdin-filename', 'x.pbtxt'], broken)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'x.pbtxt:2:16: `max_batch_size` needs a `:` before its value.\n',
    });
    expect((await fmt(['-', 'a'])).code).toBe(2);
    const notText = await fmt(['-'], Buffer.from('# \xff', 'latin1'));
    expect(notText).toMatchObject({ code: 2, stdout: '' });
  });

  it('writes through a link, which stays one', async () => {
    await put('real.pbtxt', 'a:1');
    await symlink('real.pbtxt', join(folder, 'config.pbtxt'));
    expect((await fmt(['config.pbtxt'])).code).toBe(0);
    expect(await read('real.pbtxt')).toBe('a: 1\n');
    expect((await lstat(join(folder, 'config.pbtxt'))).isSymbolicLink()).toBe(true);
  });

  it('ends with 2 for what is missing, no text, or no .pbtxt file', async () => {
    await put('start.sh', 'echo   hi\n');
    await writeFile(join(folder, 'config.pbtxt'), Buffer.from([0x61, 0xff]));
    const { code, stderr } = await fmt(['./start.sh', 'none.pbtxt', 'config.pbtxt']);
    expect(code).toBe(2);
    expect(stderr).toContain('start.sh is no .pbtxt file\n');
    expect(stderr).toContain('cannot read none.pbtxt: no such file\n');
    expect(stderr).toContain('cannot read config.pbtxt: is not UTF-8: byte 0xff in line 1\n');
    expect(await read('start.sh')).toBe('echo   hi\n');
  });
});

describe('the language server', () => {
  it('formats a document and a part of it', async () => {
    const client = TestClient.start(join(root, 'dist', 'server.cjs'), '--stdio');
    const { capabilities } = await client.initialize(folder, {});
    expect(capabilities).toMatchObject({
      documentFormattingProvider: true,
      documentRangeFormattingProvider: true,
    });
    const uri = pathToFileURL(join(folder, 'config.pbtxt')).href;
    await client.open(uri, 'triton-config', 'a:1\nb: 2\nc:3\n');
    const options = { tabSize: 8, insertSpaces: false };
    const textDocument = { uri };
    const whole = await client.connection.sendRequest(DocumentFormattingRequest.type, {
      textDocument,
      options,
    });
    expect(whole?.map(({ newText }) => newText)).toEqual(['a: 1\n', 'c: 3\n']);
    const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } };
    const part = await client.connection.sendRequest(DocumentRangeFormattingRequest.type, {
      textDocument,
      range,
      options,
    });
    expect(part?.map(({ newText }) => newText)).toEqual(['c: 3\n']);
    const script = pathToFileURL(join(folder, 'start.sh')).href;
    await client.open(script, 'shellscript', 'a:1\n');
    expect(
      await client.connection.sendRequest(DocumentFormattingRequest.type, {
        textDocument: { uri: script },
        options,
      }),
    ).toEqual([]);
    expect(await client.stop()).toEqual({ code: 0, errors: '' });
  });
});
