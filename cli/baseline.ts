import type { Finding } from '../lint/finding.ts';
import { UsageError } from './errors.ts';
import { fingerprintsOf } from './lint-formats/fingerprint.ts';
import type { LintReport } from './lint-formats/report.ts';
import { allFindings } from './lint-formats/report.ts';

/** Findings that are known and put up with: by fingerprint, so that edits elsewhere in a file bring none of them back. */
interface Baseline {
  readonly version: 1;
  readonly findings: readonly {
    readonly fingerprint: string;
    readonly code: string;
    readonly path: string;
  }[];
}

/** What `--write-baseline` writes: sorted, so that a change of it reads well in a review. */
export function baselineText(report: LintReport): string {
  const prints = fingerprintsOf(report);
  const findings = allFindings(report)
    .map((finding, index) => ({ path: finding.path, code: finding.code, fingerprint: prints[index]! }))
    .sort(
      (a, b) => compare(a.path, b.path) || compare(a.code, b.code) || compare(a.fingerprint, b.fingerprint),
    );
  return `${JSON.stringify({ version: 1, findings } satisfies Baseline, null, 2)}\n`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The report without the findings of a baseline; `stale` counts entries that match nothing any more. */
export function withoutBaseline(
  report: LintReport,
  text: string,
  path: string,
): { report: LintReport; stale: number } {
  const known = new Set(readBaseline(text, path).findings.map((finding) => finding.fingerprint));
  const prints = new Map<Finding, string>();
  const all = fingerprintsOf(report);
  for (const [index, finding] of allFindings(report).entries()) prints.set(finding, all[index]!);
  const seen = new Set(all.filter((print) => known.has(print)));
  const files = report.files.map(({ file, findings }) => ({
    file,
    findings: findings.filter((finding) => !known.has(prints.get(finding)!)),
  }));
  return { report: { ...report, files }, stale: known.size - seen.size };
}

function readBaseline(text: string, path: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no baseline: ${(error as Error).message}`);
  }
  const { version, findings } = (value ?? {}) as Partial<Baseline>;
  const isEntry = (entry: unknown): boolean =>
    typeof (entry as { fingerprint?: unknown } | null)?.fingerprint === 'string';
  if (version !== 1 || !Array.isArray(findings) || !findings.every(isEntry)) {
    throw new UsageError(`${path} is no baseline`, 'write one with --write-baseline');
  }
  return { version, findings };
}
