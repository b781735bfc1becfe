import type { Project } from '../deployment/project.ts';
import { withTargets } from '../deployment/targets.ts';
import type { SourceFile } from '../workspace/source-file.ts';
import { changedConfigs, onlyConfigsOf } from './after-change.ts';
import { rulePage } from './docs/location.ts';
import type { Finding } from './finding.ts';
import { asWrittenIn } from './fixes.ts';
import { ruleByCode, rules } from './registry.ts';
import type { LintOptions, Rule, RuleContext } from './rule.ts';
import { internalFault } from './rules/lint/internal-fault.ts';
import { unusedSuppression } from './rules/lint/unused-suppression.ts';
import { readSuppressions, type Suppression, suppress } from './suppressions.ts';

export { applyFixes, fixEdits } from './fixes.ts';
export { ruleByCode, rules } from './registry.ts';

/** Which rules run. A code, a rule's name or the beginning of a code (`BWT`) each stand for the rules they fit. */
export interface RuleSelection {
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  /** `fast` leaves out rules that simulate or add up memory; `slow` runs only those. */
  readonly speed?: 'all' | 'fast' | 'slow';
}

/**
 * Runs the rules over a project. Findings come sorted by path, position and code, each once; suppressed ones are
 * left out, and a suppression that suppresses nothing is a finding of its own. A rule that throws does not stop the
 * others: its fault is reported as `BWX002`.
 */
export function lint(project: Project, options: Partial<LintOptions> & RuleSelection = {}): Finding[] {
  return lintAgain(undefined, project, options).findings;
}

/** What a run has found, by rule and all in all, for the next run to build on. */
export interface LintRun {
  readonly findings: Finding[];
  readonly project: Project;
  readonly options: string;
  readonly byRule: ReadonlyMap<Rule, readonly Finding[]>;
}

/**
 * `lint` after an earlier run of the same options over an earlier state of the project: a rule that says what its
 * findings hang on is asked again only where that has changed.
 */
export function lintAgain(
  before: LintRun | undefined,
  project: Project,
  options: Partial<LintOptions> & RuleSelection = {},
): LintRun {
  const chosen = rules.filter((rule) => isChosen(rule, options));
  const known = withDefaults(options);
  const aimed = withTargets(project, { versions: known.targets, ...(known.gpu && { gpu: known.gpu }) });
  const key = JSON.stringify(options);
  const changed = before?.options === key ? changedConfigs(before.project, project) : undefined;
  const narrow = changed && onlyConfigsOf(aimed, changed);
  const paths = new Set([...(changed ?? [])].map(({ path }) => path));
  const byRule = new Map<Rule, readonly Finding[]>();
  for (const rule of chosen) {
    const earlier = changed && before?.byRule.get(rule);
    const scope = earlier ? (rule.scope ?? 'project') : 'project';
    if (scope === 'project') byRule.set(rule, runRule(rule, aimed, known));
    else if (scope === 'commands') byRule.set(rule, earlier!);
    else
      byRule.set(rule, [
        ...earlier!.filter(({ path }) => !paths.has(path)),
        ...runRule(rule, narrow!, known),
      ]);
  }
  const judge = chosen.includes(unusedSuppression);
  const found = [...byRule.values()].flat();
  const findings = order(applySuppressions(project, found, judge ? chosen : undefined));
  return { findings, project, options: key, byRule };
}

function withDefaults(options: Partial<LintOptions>): LintOptions {
  return {
    targets: options.targets ?? {},
    autoComplete: options.autoComplete ?? true,
    ...(options.gpu !== undefined && { gpu: options.gpu }),
  };
}

function isChosen(rule: Rule, { select, ignore, speed = 'all' }: RuleSelection): boolean {
  if (speed !== 'all' && (rule.speed ?? 'fast') !== speed) return false;
  const fits = (pattern: string): boolean =>
    pattern === rule.name || rule.code.startsWith(pattern.toUpperCase());
  return (!select || select.length === 0 || select.some(fits)) && !ignore?.some(fits);
}

function runRule(rule: Rule, project: Project, options: LintOptions): Finding[] {
  const found: Finding[] = [];
  const report: RuleContext['report'] = (file, range, message, more) => {
    const path = typeof file === 'string' ? file : file.path;
    found.push(finding(rule, path, range, message, more));
  };
  try {
    rule.check({ project, options, report });
  } catch (fault) {
    const path = project.files[0]?.path ?? '';
    const message = fault instanceof Error ? fault.message : String(fault);
    found.push(
      finding(
        internalFault,
        path,
        { start: 0, end: 0 },
        `Rule ${rule.code} (${rule.name}) failed: ${message}`,
      ),
    );
  }
  return found;
}

function finding(
  rule: Rule,
  path: string,
  range: Finding['range'],
  message: string,
  more: Parameters<RuleContext['report']>[3] = {},
): Finding {
  return {
    code: rule.code,
    name: rule.name,
    severity: more.severity ?? rule.severity,
    message,
    path,
    range,
    related: more.related ?? [],
    docs: rulePage(rule.code),
    fixes: (more.fixes ?? []).map(asWrittenIn),
  };
}

/** `judged` are the rules that ran: a suppression of another rule may be needed and is left alone. */
function applySuppressions(
  project: Project,
  found: readonly Finding[],
  judged: readonly Rule[] | undefined,
): Finding[] {
  const byPath = groupByPath(found);
  const kept: Finding[] = [];
  for (const file of project.files) {
    const suppressions = readSuppressions(file);
    const own = byPath.get(file.path) ?? [];
    byPath.delete(file.path);
    if (suppressions.length === 0) {
      kept.push(...own);
      continue;
    }
    const result = suppress(file, own, suppressions);
    kept.push(...result.kept);
    if (judged) kept.push(...result.unused.flatMap((one) => unusedFinding(file, one, judged)));
  }
  for (const rest of byPath.values()) kept.push(...rest);
  return kept;
}

function unusedFinding(file: SourceFile, { code, range }: Suppression, judged: readonly Rule[]): Finding[] {
  const rule = ruleByCode(code);
  if (rule && !judged.includes(rule)) return [];
  const message = rule
    ? `Nothing here is reported by ${code}: the suppression can go.`
    : `No rule is called ${code}.`;
  return [finding(unusedSuppression, file.path, range, message)];
}

function groupByPath(found: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const one of found) {
    const group = groups.get(one.path);
    if (group) group.push(one);
    else groups.set(one.path, [one]);
  }
  return groups;
}

/** By path, position and code; equal findings once. */
function order(found: readonly Finding[]): Finding[] {
  const sorted = [...found].sort(
    (a, b) =>
      compareText(a.path, b.path) ||
      a.range.start - b.range.start ||
      a.range.end - b.range.end ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
  return sorted.filter((one, index) => {
    const before = sorted[index - 1];
    return !(
      before &&
      before.code === one.code &&
      before.path === one.path &&
      before.range.start === one.range.start &&
      before.range.end === one.range.end &&
      before.message === one.message
    );
  });
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
