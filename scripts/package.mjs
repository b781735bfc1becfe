// Packs the built extension into artifacts/batchwise.vsix. It is staged first: the package of the command line and
// the one of the editor hold different files, and an editor needs nothing of scripts and development packages.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { buildIfChanged } from './build.mjs';
import { root } from './setup/paths.mjs';

const stage = join(root, '.cache', 'extension');
export const vsixPath = join(root, 'artifacts', 'batchwise.vsix');

const content = [
  'README.md',
  'LICENSE',
  'NOTICE',
  'language-configuration.json',
  'syntaxes',
  'dist/THIRD_PARTY_NOTICES.txt',
  'dist/extension.cjs',
  'dist/server.cjs',
  'dist/protocol.cjs',
  'dist/panel',
];

/** Whether the packed extension is younger than everything that goes into it. */
export const vsixIsFresh = () =>
  existsSync(vsixPath) &&
  ['package.json', 'dist/.batchwise-stamp', ...content].every(
    (path) =>
      !existsSync(join(root, path)) || statSync(join(root, path)).mtimeMs < statSync(vsixPath).mtimeMs,
  );

/** Makes the .vsix from what is built; resolves to its path. */
export async function packageExtension() {
  rmSync(stage, { recursive: true, force: true });
  for (const path of content) {
    if (!existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    cpSync(join(root, path), join(stage, path), { recursive: true });
  }
  // Everything staged is wanted; without this file vsce warns that nothing was chosen.
  writeFileSync(join(stage, '.vscodeignore'), '');
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  mkdirSync(dirname(vsixPath), { recursive: true });
  await createVSIX({
    cwd: stage,
    packagePath: vsixPath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return vsixPath;
}

function manifest() {
  const { devDependencies, scripts, files, bin, type, ...kept } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  return kept;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildIfChanged();
  console.log(await packageExtension());
}
