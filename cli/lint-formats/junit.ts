import { type LintReport, summarise } from './report.ts';

/** A JUnit report: a suite for each file, a failure for each finding. */
export function formatJunit(report: LintReport): string {
  const { errors, warnings, infos } = summarise(report);
  const suites = report.files.map(({ file, findings }) => {
    const cases = findings.map(
      ({ code, name, severity, message, positions: { start } }) =>
        `    <testcase name="${xml(`${code} ${name}`)}" classname="${xml(file.path)}">\n      <failure type="${severity}" message="${xml(message)}">${xml(
          `${file.path}:${start.line + 1}:${start.character + 1}`,
        )}</failure>\n    </testcase>`,
    );
    const passed = `    <testcase name="no findings" classname="${xml(file.path)}"/>`;
    return `  <testsuite name="${xml(file.path)}" tests="${Math.max(1, findings.length)}" failures="${findings.length}">\n${cases.join('\n') || passed}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="batchwise" failures="${errors + warnings + infos}">\n${suites.join('\n')}\n</testsuites>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** \p{Cc} without tab and line breaks: XML 1.0 cannot hold them. */
const forbidden = /(?![\t\n\r])\p{Cc}/gu;

const xml = (text: string): string =>
  text.replace(forbidden, ' ').replace(/[&<>"']/g, (char) => entities[char]!);
