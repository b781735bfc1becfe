// `npm start`: from a fresh clone to a report, in one word. Plain Node until the packages are installed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installPackages } from './setup/npm-packages.mjs';
import { root } from './setup/paths.mjs';
import { say } from './setup/progress.mjs';

const example = 'examples/llama-3.1-8b-h100';

await installPackages();
const { buildIfChanged } = await import('./build.mjs');
try {
  say((await buildIfChanged()) ? 'Built dist/' : 'dist/ is up to date');
} catch {
  // esbuild has already said what is wrong and where.
  process.exit(1);
}

batchwise('lint', example);
// The example is sound: what a finding looks like is shown on notes that are not.
batchwise('lint', 'examples/study-notes', '--select', 'BWP,BWK,BWF');
batchwise('simulate', example, '--compare', 'static,inflight');
console.log(`
Turn the knobs yourself:   node dist/cli.js panel ${example}
Check your own files:      node dist/cli.js lint PATH
All commands:              node dist/cli.js --help`);

/** Runs the built command line. Findings (exit code 1) are what lint is for; anything worse is passed on. */
function batchwise(...args) {
  console.log(`\n$ batchwise ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0 && status !== 1) process.exit(status ?? 3);
}
