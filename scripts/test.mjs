// `npm test`: installs what the tests need, builds, checks, runs every test, and says in one line how it went.
// BATCHWISE_REQUIRE_E2E=1 makes a skipped end-to-end test a failure.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installCodeServer } from './setup/code-server.mjs';
import { installDebianPackages } from './setup/debian-packages.mjs';
import { installPackages } from './setup/npm-packages.mjs';
import { root } from './setup/paths.mjs';
import { say } from './setup/progress.mjs';
import { run } from './setup/run.mjs';
import { tally } from './setup/tally.mjs';

const results = join(root, 'artifacts', 'test-results.json');
const requireE2e = process.env.BATCHWISE_REQUIRE_E2E === '1';
let sound = true;

await installPackages();
const obstacles = [await installDebianPackages(), await installCodeServer()].filter(Boolean);
for (const obstacle of obstacles) say(`Not everything can be tested here: ${obstacle}`);

const { buildIfChanged } = await import('./build.mjs');
try {
  say((await buildIfChanged()) ? 'Built dist/' : 'dist/ is up to date');
} catch {
  // esbuild has already said what is wrong and where.
  process.exit(1);
}
const { packageExtension } = await import('./package.mjs');
say(`Packed ${await packageExtension()}`);

await step('Checking style, types and import order', 'npm', ['run', '--silent', 'check']);

mkdirSync(join(root, 'artifacts'), { recursive: true });
rmSync(results, { force: true });
await step('Running the tests', process.execPath, [
  join(root, 'node_modules', 'vitest', 'vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${results}`,
]);

const { passed, failed, skipped } = tally(JSON.parse(readFileSync(results, 'utf8')), root);
for (const { name } of skipped) say(`Skipped: ${name}`);
const skippedE2e = skipped.filter(({ file }) => file.startsWith('test/e2e/'));
if (requireE2e && skippedE2e.length > 0) {
  sound = false;
  say(`${skippedE2e.length} end-to-end tests were skipped, and here they must run`);
}
if (failed > 0 || passed === 0) sound = false;
say(sound ? 'Everything holds' : 'Something does not hold: see above');
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(sound ? 0 : 1);

/** A step that fails does not keep the next one from running: one run shows all that is wrong. */
async function step(title, program, args) {
  say(title);
  try {
    await run(program, args, { cwd: root });
  } catch (error) {
    sound = false;
    say(`Failed: ${error.message}`);
  }
}
