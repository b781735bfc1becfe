import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Everything that the bundles are made of. */
const sources = [
  'grammar',
  'catalog',
  'workspace',
  'deployment',
  'lint',
  'simulator',
  'server',
  'cli',
  'client',
  'scripts/build.mjs',
  'package.json',
  'node_modules/.batchwise-stamp',
];

/** One hash over names and content of all sources. */
export function sourceHash() {
  const hash = createHash('sha256');
  for (const path of sources) add(hash, path);
  return hash.digest('hex');
}

function add(hash, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  const children = listFolder(full);
  if (children === undefined) hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
  else for (const child of children) add(hash, `${path}/${child}`);
}

function listFolder(path) {
  try {
    return readdirSync(path).sort();
  } catch {
    return undefined;
  }
}
