// docs/triton-coverage.md: each thing that Triton checks or does, and the rule that reports it.
import type { Coverage } from '../../lint/docs/coverage.ts';
import { tritonCoverage } from '../../lint/docs/triton-coverage.ts';
import { ruleByCode } from '../../lint/registry.ts';

export const coveragePath = 'docs/triton-coverage.md';

const intro = `Every step that Triton takes with a model repository, from the text of a file to the start of the instances, and what
Batchwise reports of it. Triton stops at the first mistake of a model; Batchwise reports all of them at once. The steps
are those of triton-inference-server/core, its backends and the text-format parser of Protocol Buffers as of Triton
26.06. \`npx tsx scripts/docs/build.ts\` writes this page.`;

export function renderTritonCoverage(): string {
  const rows = Object.entries(tritonCoverage).map(
    ([id, coverage]) => `| ${id} | ${coverage.what} | ${answer(coverage)} |`,
  );
  const all = Object.values(tritonCoverage);
  const reported = all.filter((coverage) => 'rules' in coverage).length;
  const fine = all.filter((coverage) => 'because' in coverage && coverage.because === 'fine').length;
  const counts = `${reported} of ${all.length} are reported by a rule, ${fine} are nothing to report, and ${all.length - reported - fine} cannot be told from the files.`;
  return `# What Triton checks, and what reports it\n\n${intro}\n\n${counts}\n\n| step | what | reported by |\n|---|---|---|\n${rows.join('\n')}\n`;
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
