// Writes the pages of docs/rules from the rules, the pages of what engines check, and docs/corpus-review.md where the corpus is beside the checkout;
// with --check only says whether they are as the rules have them.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderCorpusReview, reviewCorpus } from './corpus-review.ts';
import { deploymentCoveragePath, renderDeploymentCoverage } from './deployment-coverage.ts';
import { renderEngines } from './engines.ts';
import { enginesCoveragePath, renderEnginesCoverage } from './engines-coverage.ts';
import { rulePages } from './rule-pages.ts';
import { hasMeasurements } from './simulator/comparisons.ts';
import { renderSimulator, simulatorPath } from './simulator/page.ts';
import { coveragePath, renderTritonCoverage } from './triton-coverage.ts';
import { renderTrtllmCoverage, trtllmCoveragePath } from './trtllm-coverage.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'docs/rules');
const pages = rulePages();
const review = reviewCorpus();
const written = existsSync(folder) ? readdirSync(folder).map((name) => `docs/rules/${name}`) : [];
const stale = written.filter((path) => !pages.has(path));
const made = [
  ...pages,
  [coveragePath, renderTritonCoverage()] as const,
  [trtllmCoveragePath, renderTrtllmCoverage()] as const,
  [enginesCoveragePath, renderEnginesCoverage()] as const,
  [deploymentCoveragePath, renderDeploymentCoverage()] as const,
  ['docs/engines.md', renderEngines()] as const,
  ...(hasMeasurements ? [[simulatorPath, await renderSimulator()] as const] : []),
  ...(review ? [['docs/corpus-review.md', renderCorpusReview(review)] as const] : []),
];
const changed = made.filter(
  ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
);

if (process.argv.includes('--check')) {
  for (const path of [...stale, ...changed.map(([path]) => path)])
    console.error(`${path} is not as the rules have it`);
  process.exitCode = stale.length + changed.length > 0 ? 1 : 0;
} else {
  for (const path of stale) rmSync(join(root, path));
  for (const [path, text] of changed) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  console.log(`${made.length} pages, ${changed.length} written, ${stale.length} removed`);
}
