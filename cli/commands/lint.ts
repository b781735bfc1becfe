import { loadProject } from '../../deployment/load.ts';
import type { Project } from '../../deployment/project.ts';
import { type FailOn, targetTools } from '../../lint/config/config.ts';
import { noRule } from '../../lint/config/keys.ts';
import { keptByOverrides } from '../../lint/config/overrides.ts';
import type { Finding } from '../../lint/finding.ts';
import { lint, type RuleSelection } from '../../lint/index.ts';
import type { LintOptions } from '../../lint/rule.ts';
import { BlockingDiskWorkspace } from '../../workspace/node/blocking-disk.ts';
import { OverlayWorkspace } from '../../workspace/overlay-workspace.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { baselineText, withoutBaseline } from '../baseline.ts';
import { exitCode, UsageError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { type LoadedConfig, loadLintConfig } from '../lint-config.ts';
import { formatReport, type LintFormat } from '../lint-formats/index.ts';
import { allFindings, type LintReport } from '../lint-formats/report.ts';
import { readGpu } from '../options/deployment-options.ts';
import { type GlobalOptions, Output, writeAtomically } from '../output.ts';
import { columns, count } from '../report/words.ts';
import { version } from '../version.ts';
import { applyFindingFixes } from './lint-fixes.ts';
import { readText } from './parse.ts';

interface LintCommandOptions {
  readonly format: LintFormat;
  readonly failOn?: FailOn;
  readonly config?: string | false;
  readonly select?: string[];
  readonly ignore?: string[];
  readonly fix?: boolean;
  readonly fixUnsafe?: boolean;
  readonly diff?: boolean;
  readonly gpu?: string;
  readonly target?: string[];
  readonly autoComplete: boolean;
  readonly stdinFilename?: string;
  readonly statistics?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

/** `batchwise lint [PATHS…]`: exit 1 where a finding is at least as severe as `--fail-on`. */
export async function lintCommand(
  paths: readonly string[],
  options: LintCommandOptions,
  globals: GlobalOptions,
): Promise<void> {
  const started = performance.now();
  const output = new Output(globals);
  const loaded = await loadLintConfig(options.config);
  const lintOptions = readLintOptions(options, loaded.config);
  const kept = keptByOverrides(loaded.config.overrides ?? [], loaded.beside);
  const check = (): Finding[] => lint(project, lintOptions).filter(kept);
  const { workspace, named } = await openWorkspace(paths, options);
  let project = await load(workspace, named);
  let findings = check();
  if (options.fix || options.fixUnsafe || options.diff) {
    const relint = async () => {
      project = await load(workspace, named);
      return { project, findings: check() };
    };
    const fixed = await applyFindingFixes({ project, findings }, relint, {
      unsafe: options.fixUnsafe === true,
      diff: options.diff === true,
    });
    if (options.diff) {
      output.write(fixed.diff);
      await output.finish();
      if (fixed.diff !== '') process.exitCode = exitCode.findings;
      return;
    }
    findings = fixed.findings;
    if (fixed.edits > 0) output.note(`${fixed.edits} edits in ${fixed.files} files`);
  }
  const all = reportOf(project, findings, (performance.now() - started) / 1000);
  if (options.writeBaseline !== undefined) {
    await writeAtomically(options.writeBaseline, baselineText(all));
    output.note(`${allFindings(all).length} findings are known from now on`);
    return;
  }
  const report = options.baseline === undefined ? all : await baselined(all, options.baseline, output);
  output.write(
    options.statistics
      ? statistics(report, output)
      : await formatReport(report, options.format, output.colors, output.width),
  );
  await output.finish();
  if (fails(report, options.failOn ?? loaded.config.failOn ?? 'error')) process.exitCode = exitCode.findings;
}

async function baselined(all: LintReport, path: string, output: Output): Promise<LintReport> {
  const { report, stale } = withoutBaseline(all, await readText(path), path);
  if (stale > 0)
    output.note(`${stale} entries of ${path} match nothing any more; write it anew with --write-baseline`);
  return report;
}

/** Flags take the place of what the config file says under the same name, targets tool by tool. */
function readLintOptions(
  options: LintCommandOptions,
  config: LoadedConfig['config'],
): Partial<LintOptions> & RuleSelection {
  const codes = (given: readonly string[] | undefined) =>
    given?.flatMap((text) => text.split(',').map((code) => code.trim())).filter(Boolean);
  const select = codes(options.select) ?? config.select;
  const ignore = codes(options.ignore) ?? config.ignore;
  for (const code of [...(select ?? []), ...(ignore ?? [])]) {
    if (noRule(code) !== undefined) {
      throw new UsageError(
        `no rule “${code}”`,
        '`batchwise rules` lists them; a beginning such as BWT stands for all that fit',
      );
    }
  }
  const gpu = options.gpu === undefined ? config.gpu : readGpu(options.gpu).name;
  return {
    targets: { ...config.targets, ...readTargets(options.target ?? []) },
    autoComplete: options.autoComplete && (config.autoComplete ?? true),
    ...(gpu !== undefined && { gpu }),
    ...(select && { select }),
    ...(ignore && { ignore }),
  };
}

export function readTargets(given: readonly string[]): Record<string, string> {
  const targets: Record<string, string> = {};
  for (const pair of given.flatMap((text) => text.split(','))) {
    const [tool, wanted, ...rest] = pair.split('=').map((part) => part.trim());
    if (
      !tool ||
      !wanted ||
      rest.length > 0 ||
      !targetTools.some((known) => known === tool) ||
      !/^\d/.test(wanted)
    ) {
      throw new UsageError(
        `--target does not take “${pair}”`,
        `give for example triton=26.07,trtllm=1.0; the tools are ${targetTools.join(', ')}`,
      );
    }
    targets[tool] = wanted;
  }
  return targets;
}

async function openWorkspace(
  paths: readonly string[],
  options: LintCommandOptions,
): Promise<{ workspace: Workspace; named: readonly string[] }> {
  const disk = new BlockingDiskWorkspace(process.cwd());
  if (!paths.includes('-')) return { workspace: disk, named: paths.length > 0 ? paths : ['.'] };
  if (options.fix || options.fixUnsafe)
    throw new UsageError('--fix cannot write to standard input', 'use --diff');
  const name = options.stdinFilename ?? 'config.pbtxt';
  const workspace = new OverlayWorkspace(disk, { [name]: await readText('-') });
  return { workspace, named: paths.map((path) => (path === '-' ? name : path)) };
}

/** A file that was named and cannot be read ends the run: it must never look like a clean one. */
async function load(workspace: Workspace, paths: readonly string[]): Promise<Project> {
  const project = await loadProject(workspace, paths);
  const [first] = project.unreadable;
  if (first) throw new UsageError(`cannot read ${first.path}: ${first.why}`);
  return project;
}

export function reportOf(project: Project, findings: readonly Finding[], seconds: number): LintReport {
  const byPath = groupBy(findings, (finding) => finding.path);
  return {
    version,
    seconds,
    files: project.files.map((file) => ({
      file,
      findings: (byPath.get(file.path) ?? []).map((finding) => ({
        ...finding,
        positions: file.lines.toPositions(finding.range),
      })),
    })),
  };
}

const ranks: Readonly<Record<FailOn, number>> = { info: 0, warning: 1, error: 2, never: 3 };

function fails(report: LintReport, failOn: FailOn): boolean {
  return allFindings(report).some((finding) => ranks[finding.severity] >= ranks[failOn]);
}

function statistics(report: LintReport, output: Output): string {
  const groups = [...groupBy(allFindings(report), (finding) => finding.code)].sort(
    (a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1),
  );
  if (groups.length === 0) return 'nothing to report';
  return columns(
    [
      ['rule', 'findings', 'fixable'],
      ...groups.map(([code, found]) => [
        `${code} ${found[0]!.name}`,
        count(found.length),
        count(found.filter((finding) => finding.fixes.length > 0).length),
      ]),
    ],
    output.colors,
  );
}
