// Bundles the four programs into dist/: `node scripts/build.mjs [cli] [server] [extension] [panel]`, all by default.
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { sourceHash } from './setup/fresh.mjs';
import { root } from './setup/paths.mjs';
import { protocolModule, sharedProtocol } from './setup/shared-protocol.mjs';
import { thirdPartyNotices } from './setup/third-party.mjs';

const dist = join(root, 'dist');
const stampFile = join(dist, '.batchwise-stamp');

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  sourcemap: false,
  // The notices stand together in dist/THIRD_PARTY_NOTICES.txt.
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};
const node = { ...shared, platform: 'node', target: 'node20' };

const targets = {
  /**
   * One bundle, in which each command is set up only when it is called, and the program that runs it with its compiled
   * code at hand.
   */
  cli: async () => {
    const bundle = await build({
      ...node,
      entryPoints: ['cli/main.ts'],
      outfile: 'dist/cli/batchwise.cjs',
      format: 'cjs',
      define: { 'import.meta.url': '__bundleUrl' },
      banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
      mainFields: ['module', 'main'],
    });
    const hash = createHash('sha256')
      .update(readFileSync(join(dist, 'cli/batchwise.cjs')))
      .digest('hex')
      .slice(0, 16);
    await build({
      ...node,
      entryPoints: ['cli/start.ts'],
      outfile: 'dist/cli.js',
      format: 'esm',
      define: { __bundleHash: JSON.stringify(hash) },
      banner: { js: '#!/usr/bin/env node' },
    });
    chmodSync(join(dist, 'cli.js'), 0o755);
    return bundle;
  },

  /** What server and extension have in common: built with either. */
  protocol: () =>
    build({
      ...node,
      stdin: { contents: protocolModule, resolveDir: root },
      outfile: 'dist/protocol.cjs',
      format: 'cjs',
      mainFields: ['module', 'main'],
    }),

  server: () =>
    build({
      ...node,
      plugins: [sharedProtocol],
      entryPoints: ['server/main.ts'],
      outfile: 'dist/server.cjs',
      format: 'cjs',
      mainFields: ['module', 'main'],
    }),

  extension: () =>
    build({
      ...node,
      plugins: [sharedProtocol],
      entryPoints: ['client/extension.ts'],
      outfile: 'dist/extension.cjs',
      format: 'cjs',
      external: ['vscode'],
      mainFields: ['module', 'main'],
    }),

  panel: async () => {
    const result = await build({
      ...shared,
      platform: 'browser',
      target: 'es2022',
      entryPoints: { panel: 'client/panel/main.tsx' },
      outdir: 'dist/panel',
      format: 'esm',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    });
    copyFileSync(join(root, 'client/panel/index.html'), join(dist, 'panel', 'index.html'));
    return result;
  },
};

/** Builds from scratch, so that no chunk of an earlier build stays behind. */
export async function buildAll() {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const hash = sourceHash();
  const results = await Promise.all(Object.values(targets).map((target) => target()));
  const notices = thirdPartyNotices(results.map(({ metafile }) => metafile));
  writeFileSync(join(dist, 'THIRD_PARTY_NOTICES.txt'), notices);
  writeFileSync(stampFile, hash);
}

export const isBuilt = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceHash();

/** Builds only where a source has changed since the last build; says whether it did. */
export async function buildIfChanged() {
  if (isBuilt()) return false;
  await buildAll();
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2);
  for (const name of names) if (!(name in targets)) throw new Error(`no such target: ${name}`);
  const shared = names.some((name) => name === 'server' || name === 'extension') ? ['protocol'] : [];
  const wanted = new Set([...shared, ...names]);
  const built = names.length === 0 ? buildAll() : Promise.all([...wanted].map((name) => targets[name]()));
  // esbuild has already said what is wrong and where.
  await built.catch(() => process.exit(1));
}
