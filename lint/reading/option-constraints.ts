import { flagAt, vllmServeFlags } from '../../catalog/flags.ts';
import { isWithin } from '../../catalog/version.ts';
import type { EngineName } from '../../deployment/deployment.ts';
import { number, traced } from '../../deployment/settings/leaves.ts';
import type { Setting } from '../../deployment/settings/setting.ts';
import type { RuleContext } from '../rule.ts';
import { type EngineRun, engineRuns } from './engine-runs.ts';
import { reportAt } from './placed.ts';

/** The releases in which something holds: from one on, up to before another. */
export interface Releases {
  readonly from?: string;
  readonly before?: string;
}

/** Whether a fact is about a run. Where the release is unknown, what no longer holds in the newest one is left out. */
export const holdsFor = ({ version }: Pick<EngineRun, 'version'>, { from, before }: Releases): boolean =>
  version === undefined ? before === undefined : isWithin(version, from, before);

/** Numbers that an option takes. */
export interface NumberRange extends Releases {
  /** Spellings without dashes. */
  readonly names: readonly string[];
  readonly least?: number;
  readonly most?: number;
  /** The ends themselves are left out. */
  readonly above?: number;
  readonly below?: number;
  /** The only numbers. */
  readonly only?: readonly number[];
  /** A number outside of the range that means something else, such as -1 for no limit. */
  readonly except?: readonly number[];
}

/** Reports numbers outside of what their options take. */
export function reportRanges(context: RuleContext, engine: EngineName, ranges: readonly NumberRange[]): void {
  for (const run of engineRuns(context.project, context.options, engine)) {
    for (const range of ranges) {
      if (!holdsFor(run, range)) continue;
      const given = traced(run.settings, number, ...range.names);
      // Choices of the parser are told by the rule for them.
      if (range.only && isChoice(run, range.names[0]!)) continue;
      if (!given || range.except?.includes(given.value) || isInside(given.value, range)) continue;
      reportAt(context, given, `\`--${range.names[0]}\` takes ${wordsFor(range)}, not ${given.value}.`);
    }
  }
}

/** Whether vLLM's parser lists what the option of a command takes. */
const isChoice = ({ engine, located, version }: EngineRun, name: string): boolean =>
  engine === 'vllm' &&
  located !== undefined &&
  version !== undefined &&
  flagAt(vllmServeFlags, `--${name}`, version)?.choices !== undefined;

const isInside = (value: number, { least, most, above, below, only }: NumberRange): boolean =>
  (least === undefined || value >= least) &&
  (most === undefined || value <= most) &&
  (above === undefined || value > above) &&
  (below === undefined || value < below) &&
  (only === undefined || only.includes(value));

function wordsFor({ least, most, above, below, only }: NumberRange): string {
  if (only) return only.join(', ');
  const parts = [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(above === undefined ? [] : [`more than ${above}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
    ...(below === undefined ? [] : [`less than ${below}`]),
  ];
  return parts.join(' and ');
}

/** An option that means nothing, or is refused, without another. */
export interface Need extends Releases {
  readonly option: readonly string[];
  /** Only where the option has one of these values. */
  readonly values?: readonly string[];
  /** Any of them will do. */
  readonly needs: readonly string[];
  /** Without the other the option does nothing, and the engine starts all the same. */
  readonly harmless?: true;
  /** The other option as a person should write it, where it is not simply the first name. */
  readonly write?: string;
}

/** Reports options whose companions are missing; silent where more may be set than can be seen. */
export function reportNeeds(context: RuleContext, engine: EngineName, needs: readonly Need[]): void {
  for (const run of engineRuns(context.project, context.options, engine)) {
    if (run.open) continue;
    const told = new Set<string>();
    for (const need of needs) {
      const given = run.settings.find(...need.option);
      if (!isOn(given) || !holdsFor(run, need)) continue;
      if (need.values && !need.values.includes(String(given?.value))) continue;
      if (told.has(need.option[0]!) || need.needs.some((name) => run.settings.find(name) !== undefined))
        continue;
      told.add(need.option[0]!);
      const value = need.values ? ` ${String(given?.value)}` : '';
      reportAt(
        context,
        { value: 0, origin: given!.origin },
        `\`--${need.option[0]}${value}\` needs ${need.write ?? `\`--${need.needs[0]}\``} beside it.`,
        need.harmless && { severity: 'warning' },
      );
    }
  }
}

/** Two options that an engine does not take together. */
export interface Exclusion extends Releases {
  readonly one: readonly string[];
  readonly oneValues?: readonly string[];
  /** Only where the option is a number above this one. */
  readonly oneAbove?: number;
  readonly other: readonly string[];
  readonly otherValues?: readonly string[];
  readonly otherAbove?: number;
  /** One sentence without its full stop. */
  readonly because?: string;
  /** The engine starts, and one of them does nothing. */
  readonly harmless?: true;
}

/** Reports pairs that exclude each other, at the second of them. */
export function reportExclusions(
  context: RuleContext,
  engine: EngineName,
  exclusions: readonly Exclusion[],
): void {
  for (const run of engineRuns(context.project, context.options, engine)) {
    for (const pair of exclusions) {
      if (!holdsFor(run, pair)) continue;
      const one = run.settings.find(...pair.one);
      const other = run.settings.find(...pair.other);
      if (!hasValue(one, pair.oneValues) || !hasValue(other, pair.otherValues)) continue;
      if (!isAbove(one, pair.oneAbove) || !isAbove(other, pair.otherAbove)) continue;
      const because = pair.because ? `: ${pair.because}` : '';
      reportAt(
        context,
        { value: 0, origin: other!.origin },
        `\`--${pair.other[0]}\` and \`--${pair.one[0]}\` exclude each other${because}.`,
        pair.harmless && { severity: 'warning' },
      );
    }
  }
}

const hasValue = (setting: Setting | undefined, values: readonly string[] | undefined): boolean =>
  values ? values.includes(String(setting?.value)) : isOn(setting);

const isAbove = (setting: Setting | undefined, least: number | undefined): boolean =>
  least === undefined || Number(setting?.value) > least;

/** Given, and not turned off. */
export const isOn = (setting: Setting | undefined): boolean =>
  setting !== undefined && !/^(false|0|none|null|off|disable)?$/i.test(String(setting.value ?? 'unknown'));
