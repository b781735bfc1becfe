import { type FlagAtVersion, resolveFlag } from '../../../catalog/flags.ts';
import type { Fix } from '../../finding.ts';
import { renameFix, replaceFix } from '../../fixes.ts';
import { short } from '../../reading/flag-history.ts';
import { type FlagUse, type Tool, type ToolCall, toolCalls } from '../../reading/tool-calls.ts';
import type { RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';
import { type AdviceFor, adviceFixes } from './unknown-flags.ts';

/** An option as the release in use has it; without a release only what all releases that have it agree on. */
function shapes({ tool, version }: ToolCall, written: string): FlagAtVersion[] {
  const releases = version === undefined ? tool.table.versions : [version];
  return releases.flatMap((release) => {
    const resolved = resolveFlag(tool.table, written, release);
    return resolved.kind === 'exact' && !resolved.negated && resolved.flag.certain ? [resolved.flag] : [];
  });
}

/** Options that need a value and have none. */
export function reportMissingValues(
  context: RuleContext,
  tools: readonly Tool[],
  adviceFor: AdviceFor = () => undefined,
): void {
  for (const call of toolCalls(context.project, context.options, tools)) {
    for (const flag of call.flags) {
      if (flag.values.length > 0 || (call.partlyUnknown && flag === call.flags.at(-1))) continue;
      const all = shapes(call, flag.written);
      const latest = all.at(-1);
      if (!latest || !needsValue(latest)) continue;
      const bareBefore = all.filter((shape) => !needsValue(shape)).length > 0;
      const choices = latest.choices?.slice(0, 6).join(', ');
      const advice = choices ? undefined : adviceFor(call, flag);
      context.report(
        call.located.file,
        flag.range,
        `\`${latest.name}\` needs a value${choices ? `: ${choices}` : advice ? `. ${advice.advice}` : ''}.`,
        {
          // Some old release took it bare, and nothing says which release this is for.
          ...(bareBefore && { severity: 'warning' as const }),
          fixes: advice ? adviceFixes(call, flag, advice) : enableFix(call, flag, latest),
        },
      );
    }
  }
}

const needsValue = (flag: FlagAtVersion): boolean =>
  flag.takesValue && flag.nargs !== '?' && flag.nargs !== '*';

/** A bare switch means to turn it on. */
function enableFix(call: ToolCall, flag: FlagUse, { choices }: FlagAtVersion): Fix[] {
  if (!choices?.includes('enable')) return [];
  const at = { start: flag.range.end, end: flag.range.end };
  return [replaceFix('Add `enable`', call.located.file.path, at, ' enable', true)];
}

/** Switches that take no value and have one. */
export function reportNeedlessValues(
  context: RuleContext,
  tools: readonly Tool[],
  onlySwitchWords = false,
): void {
  for (const call of toolCalls(context.project, context.options, tools)) {
    for (const flag of call.flags) {
      const value = flag.values[0];
      const all = shapes(call, flag.written);
      if (!value || all.length === 0 || !all.every((shape) => shape.nargs === '0')) continue;
      // A tool that takes its model by place reads another word as that.
      if (onlySwitchWords && !flag.attached && !switchWord.test(value.text ?? '')) continue;
      const range = { start: flag.values[0]!.range.start, end: flag.values.at(-1)!.range.end };
      const off = /^(false|no|off|disable|0)$/i.test(value.text ?? '');
      const negation = all.at(-1)!.negation;
      const instead = negation ? `write \`${negation}\` to turn it off` : 'leave it out';
      context.report(
        call.located.file,
        range,
        `\`${flag.written}\` takes no value: it is ${off ? `on when it is there, so ${instead}` : 'on when it is there'}.`,
      );
    }
  }
}

const switchWord = /^(true|false|yes|no|on|off|0|1)$/i;

/** Values that the option does not take: not one of its choices, or no number. */
export function reportInvalidValues(context: RuleContext, tools: readonly Tool[]): void {
  for (const call of toolCalls(context.project, context.options, tools)) {
    for (const flag of call.flags) {
      const value = flag.values[0];
      const all = shapes(call, flag.written);
      if (
        value?.text === undefined ||
        all.length === 0 ||
        (flag.values.length > 1 && !flag.attached && all.some(takesSeveral))
      )
        continue;
      const text = value.text;
      const latest = all.at(-1)!;
      if (!all.every((shape) => isInvalid(shape, text, call.tool))) continue;
      const choices = latest.choices?.map(String);
      const near = choices && nearestChoice(text, choices);
      const wanted = choices
        ? `one of ${choices.join(', ')}`
        : latest.type === 'int'
          ? 'a whole number'
          : 'a number';
      const release = call.version === undefined ? '' : ` of ${call.tool.product} ${short(call.version)}`;
      context.report(
        call.located.file,
        value.range,
        `\`${latest.name}\`${release} takes ${wanted}, not \`${text}\`.`,
        {
          fixes: renameFix(near, call.located.file.path, value.range),
        },
      );
    }
  }
}

/** The next larger of numbers, the nearest spelling of words. */
function nearestChoice(text: string, choices: readonly string[]): ReturnType<typeof nearestName> {
  if (!/^\d+$/.test(text) || !choices.every((choice) => /^\d+$/.test(choice)))
    return nearestName(text, choices);
  const above = choices.map(Number).filter((choice) => choice > Number(text));
  return above.length > 0 ? { name: String(Math.min(...above)), certain: false } : undefined;
}

const takesSeveral = ({ nargs }: FlagAtVersion): boolean => nargs === '+' || nargs === '*';

function isInvalid(
  { choices, caseInsensitive, type, takesValue, nargs }: FlagAtVersion,
  text: string,
  tool: Tool,
): boolean {
  if (!takesValue || nargs === '*' || nargs === '+') return false;
  if (choices) {
    const fold = (word: unknown): string => (caseInsensitive ? String(word).toLowerCase() : String(word));
    return !choices.some((choice) => fold(choice) === fold(text));
  }
  if (tool.table.dottedKeys) return isNoNumber(type, text);
  if (type === 'int') return !/^\s*[+-]?\d[\d_]*\s*$/.test(text);
  return (
    type === 'float' && !/^\s*[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$|^\s*[+-]?(inf|nan)/i.test(text)
  );
}

/** vLLM takes `8k` and `1e6` for some numbers, `auto` and `None` for some: only what none of them could be is wrong. */
const isNoNumber = (type: FlagAtVersion['type'], text: string): boolean =>
  (type === 'int' || type === 'float') &&
  // What somebody is to fill in: `<n>`, `{tp}`, `NUM_GPUS`.
  !/[<>{}[\]$%]|^[A-Z_]+$|\.\.\./.test(text) &&
  !/^\s*([+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?\s*[kmgt]?i?b?|auto|none|null|default|inf)?\s*$/i.test(text);
