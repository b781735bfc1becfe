import type { Coverage } from '../../lint/docs/coverage.ts';
import { ruleByCode } from '../../lint/registry.ts';

/** A page of what an engine checks, row by row, and the rule that reports it. */
export function renderCoverage(
  title: string,
  intro: string,
  coverage: Readonly<Record<string, Coverage>>,
): string {
  const rows = Object.entries(coverage).map(([id, row]) => `| ${id} | ${row.what} | ${answer(row)} |`);
  const all = Object.values(coverage);
  const reported = all.filter((row) => 'rules' in row).length;
  const fine = all.filter((row) => 'because' in row && row.because === 'fine').length;
  const counts = `${reported} of ${all.length} are reported by a rule, ${fine} are nothing to report, and ${all.length - reported - fine} cannot be told from the files.`;
  return `# ${title}\n\n${intro}\n\n${counts}\n\n| step | what | reported by |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function answer(coverage: Coverage): string {
  if ('because' in coverage)
    return coverage.because === 'fine'
      ? `nothing to report: ${coverage.why}`
      : `not decidable: ${coverage.why}`;
  const rules = coverage.rules.map((code) =>
    `[${code}](rules/${code}.md) ${ruleByCode(code)?.name ?? ''}`.trim(),
  );
  return `${rules.join(', ')}${coverage.except === undefined ? '' : `; except: ${coverage.except}`}`;
}
