import { relative } from 'node:path';

/**
 * Counts the tests of a vitest JSON report. A file that could not even be loaded holds no tests and counts as one
 * failure. The reason of a skipped test stands in the title of its group: `… (skipped: no Chromium found)`.
 */
export function tally(report, root) {
  let passed = 0;
  let failed = 0;
  const skipped = [];
  for (const { name, status, assertionResults } of report.testResults) {
    const file = relative(root, name).replaceAll('\\', '/');
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) failed++;
    for (const test of assertionResults) {
      if (test.status === 'passed') passed++;
      else if (test.status === 'failed') failed++;
      else skipped.push({ file, name: `${file} › ${test.fullName}` });
    }
  }
  return { passed, failed, skipped };
}
