import { readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mjs';
import { root } from '../../scripts/setup/paths.mjs';

const files = unzipSync(readFileSync(vsixPath));
const text = (path: string): string => strFromU8(files[`extension/${path}`]!);
const manifest = JSON.parse(text('package.json'));

describe('the packed extension', () => {
  it('holds the programs and nothing of the workshop', () => {
    const names = Object.keys(files).filter((name) => name.startsWith('extension/'));
    const wanted = [
      'dist/extension.cjs',
      'dist/server.cjs',
      'dist/protocol.cjs',
      'dist/panel/index.html',
      'dist/panel/panel.js',
      'dist/panel/panel.css',
      'syntaxes/triton-config.tmLanguage.json',
      'language-configuration.json',
      'package.json',
    ];
    for (const path of wanted) expect(names).toContain(`extension/${path}`);
    const strange = names.filter((name) =>
      /node_modules|\.ts$|\.map$|test\/|scripts\/|docs\/|dist\/cli/.test(name),
    );
    expect(strange).toEqual([]);
    // vsce renames these two.
    expect(names.map((name) => name.toLowerCase())).toEqual(
      expect.arrayContaining(['extension/license.txt', 'extension/readme.md']),
    );
  });

  it('brings the licences of what is bundled', () => {
    const notices = text('dist/THIRD_PARTY_NOTICES.txt');
    for (const name of ['chevrotain', 'preact', 'yaml', 'vscode-languageserver', 'unbash', '@lezer/python']) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });

  it('is at most 1 MB', () => {
    expect(statSync(vsixPath).size).toBeLessThanOrEqual(1_000_000);
  });

  it.each([
    ['dist/server.cjs', 2_400_000],
    ['dist/extension.cjs', 600_000],
    ['dist/panel/panel.js', 400_000],
  ])('%s is at most %d bytes', (path, most) => {
    expect(files[`extension/${path}`]?.length).toBeLessThanOrEqual(most);
  });

  it('has a manifest whose files are all there', () => {
    const { main, contributes } = manifest;
    const paths = [
      main,
      ...contributes.languages.map(({ configuration }: { configuration: string }) => configuration),
      ...contributes.grammars.map(({ path }: { path: string }) => path),
    ];
    for (const path of paths) expect(files).toHaveProperty([`extension/${path.replace(/^\.\//, '')}`]);
    expect(manifest).not.toHaveProperty('devDependencies');
    expect(manifest).not.toHaveProperty('dependencies');
    // CommonJS files that end in .js would be taken for ES modules otherwise.
    expect(manifest).not.toHaveProperty('type');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(manifest.version).toBe(version);
  });

  it('asks for no module but the editor, Node and what is packed beside it', () => {
    for (const path of ['dist/extension.cjs', 'dist/server.cjs', 'dist/protocol.cjs']) {
      const asked = [...text(path).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name!);
      const foreign = asked.filter(
        (name) => name !== 'vscode' && name !== './protocol.cjs' && !isBuiltin(name),
      );
      expect(foreign).toEqual([]);
    }
  });
});
