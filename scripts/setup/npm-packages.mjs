import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { say } from './progress.mjs';
import { run } from './run.mjs';

const stampFile = join(root, 'node_modules', '.batchwise-stamp');

/** What the installed packages depend on: the lock file and the Node that ran their install scripts. */
function wanted() {
  const hash = createHash('sha256').update(`node ${process.versions.modules}\n`);
  for (const file of ['package-lock.json', 'package.json']) {
    const path = join(root, file);
    if (!existsSync(path)) continue;
    const { dependencies, devDependencies, packages } = JSON.parse(readFileSync(path, 'utf8'));
    hash.update(JSON.stringify({ dependencies, devDependencies, packages }));
  }
  return hash.digest('hex');
}

/** Installs the npm packages where they are missing or other than the lock file says. */
export async function installPackages() {
  const stamp = wanted();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    say('npm packages are installed');
    return;
  }
  const locked = existsSync(join(root, 'package-lock.json'));
  say(`Installing npm packages (npm ${locked ? 'ci' : 'install'})`);
  await run('npm', [locked ? 'ci' : 'install', '--no-audit', '--no-fund'], {
    cwd: root,
    quiet: true,
    shell: process.platform === 'win32',
    // `npm test` and `npm start` hand their own npm_* settings down; a production setting would leave out the tools.
    env: { ...process.env, NODE_ENV: 'development' },
  });
  writeFileSync(stampFile, wanted());
  say('npm packages are installed');
}
