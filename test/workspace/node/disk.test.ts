import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectFiles } from '../../../workspace/collect-files.ts';
import { BlockingDiskWorkspace } from '../../../workspace/node/blocking-disk.ts';
import { DiskWorkspace } from '../../../workspace/node/disk.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'batchwise-disk-'));
});
afterEach(() => rm(root, { recursive: true }));

const put = (name: string, content: string | Uint8Array) => writeFile(join(root, name), content);

describe.each([DiskWorkspace, BlockingDiskWorkspace])('%o', (Disk) => {
  it('reads UTF-8 and keeps a byte order mark visible', async () => {
    await put('bom.pbtxt', '\uFEFFname: "größe 😀"\r\n');
    expect(await new Disk(root).read('bom.pbtxt')).toBe('\uFEFFname: "größe 😀"\r\n');
  });

  it.each([
    [
      'latin.sh',
      Uint8Array.from([0x61, 0x0a, 0xef, 0xbf, 0xbd, 0x0a, 0xe9, 0x0a]),
      'is not UTF-8: byte 0xe9 in line 3',
    ],
    ['cut.sh', Uint8Array.from([0x61, 0xe2, 0x82]), 'is not UTF-8: byte 0xe2 in line 1'],
    ['wide.sh', Uint8Array.from([0xff, 0xfe, 0x61, 0x00]), 'is UTF-16, not UTF-8'],
    ['elf.sh', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0]), 'is binary: it holds a NUL byte'],
  ])('refuses %s and says why', async (name, bytes, why) => {
    await put(name, bytes);
    expect(await new Disk(root).load(name)).toEqual({ why });
  });

  it('refuses what is too large without reading it', async () => {
    await put('weights.sh', '');
    await truncate(join(root, 'weights.sh'), 20 * 2 ** 20);
    expect((await new Disk(root).load('weights.sh')).why).toMatch(/^is too large: 20\.0 MiB/);
  });

  it('says what is missing or a folder', async () => {
    const disk = new Disk(root);
    expect(await disk.load('none')).toEqual({ why: 'no such file' });
    expect(await disk.load('.')).toEqual({ why: 'is a folder' });
    expect(await disk.list('none')).toEqual([]);
    expect([await disk.exists('.'), await disk.exists('none')]).toEqual([true, false]);
  });

  it('ends where links lead in a circle, and reads what stands behind links once', async () => {
    await mkdir(join(root, 'links/a'), { recursive: true });
    await mkdir(join(root, 'links/b'));
    await mkdir(join(root, 'outside'));
    await put('links/a/x.md', '');
    await put('outside/y.md', '');
    await symlink('../b', join(root, 'links/a/to-b'));
    await symlink('../a', join(root, 'links/b/to-a'));
    await symlink('..', join(root, 'links/b/up'));
    await symlink('../outside', join(root, 'links/0-out'));
    await symlink('nowhere', join(root, 'links/dangling.md'));
    const { files, unreadable } = await collectFiles(new Disk(root), ['links']);
    expect(files.map(({ path }) => path)).toEqual(['links/0-out/y.md', 'links/a/x.md']);
    expect(unreadable).toEqual([]);
  });
});

const corpus = '../shared/corpus/pbtxt';
describe.skipIf(!existsSync(corpus))('the corpus of configurations', () => {
  it.each([DiskWorkspace, BlockingDiskWorkspace])('is collected by %o', async (Disk) => {
    const { files, unreadable } = await collectFiles(new Disk('.'), [corpus]);
    const index = JSON.parse(await readFile(`${corpus}_index.json`, 'utf8')) as { file: string }[];
    const listed = new Set(index.map(({ file }) => `../shared/${file}`));
    expect(new Set(files.filter(({ kind }) => kind === 'triton-config').map(({ path }) => path))).toEqual(
      listed,
    );
    expect(unreadable).toEqual([]);
  });
});
