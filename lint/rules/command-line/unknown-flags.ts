import { resolveFlag } from '../../../catalog/flags.ts';
import type { Range } from '../../../grammar/text.ts';
import type { Fix } from '../../finding.ts';
import { renameFix, replaceFix } from '../../fixes.ts';
import { acceptingVersions, lifetime, newest, short, spellings } from '../../reading/flag-history.ts';
import { type FlagUse, type Tool, type ToolCall, toolCalls } from '../../reading/tool-calls.ts';
import type { RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export interface FlagAdvice {
  /** A sentence without its full stop: what to write, or where the option belongs. */
  readonly advice: string;
  /** What takes the place of the option and its value; empty to drop it. */
  readonly replacement?: string;
  /** False where the replacement is to be looked at first. */
  readonly safe?: boolean;
}

export type AdviceFor = (call: ToolCall, flag: FlagUse) => FlagAdvice | undefined;

/** Reports options that the tool does not have in the release in use; where that is unknown, in no release or no longer. */
export function reportUnknownFlags(
  context: RuleContext,
  tools: readonly Tool[],
  adviceFor: AdviceFor = () => undefined,
): void {
  for (const call of toolCalls(context.project, context.options, tools)) {
    for (const flag of call.flags) {
      const problem = problemOf(call, flag);
      if (!problem) continue;
      const advice = adviceFor(call, flag);
      const near = advice ? undefined : nearestFlag(call, flag);
      const hint = advice ? `. ${advice.advice}` : near ? `; \`${near.name}\` is the nearest` : '';
      context.report(call.located.file, flag.range, `${problem.message}${hint}.`, {
        ...(problem.weak && { severity: 'warning' as const }),
        fixes: advice ? adviceFixes(call, flag, advice) : renameFix(near, call.located.file.path, flag.range),
      });
    }
  }
}

function problemOf(
  { tool, version }: ToolCall,
  { written }: FlagUse,
): { message: string; weak: boolean } | undefined {
  const { table, name, product } = tool;
  if (version !== undefined) {
    const resolved = resolveFlag(table, written, version);
    if (resolved.kind !== 'unknown' || !resolved.certain) return undefined;
    const history = lifetime(tool, written);
    return {
      message: `\`${name}\` of ${product} ${short(version)} has no \`${written}\`${history ? `, ${history}` : ''}`,
      weak: false,
    };
  }
  const accepting = acceptingVersions(table, written);
  if (accepting.length === 0) {
    // An ambiguous beginning is another mistake, told by another rule.
    const ambiguous = table.versions.some(
      (release) => resolveFlag(table, written, release).kind === 'ambiguous',
    );
    if (ambiguous) return undefined;
    // Releases behind the last one that was read may have brought it.
    const openEnded = table.uncertain.some(({ before }) => before === undefined);
    const read = `of ${short(table.versions[0]!)} to ${short(newest(table))}`;
    return {
      message: `\`${name}\` has no \`${written}\` in any release${openEnded ? ` ${read}` : ''}`,
      weak: openEnded,
    };
  }
  if (accepting.includes(newest(table))) return undefined;
  const history = lifetime(tool, written) ?? `which ${product} took up to ${short(accepting.at(-1)!)}`;
  return { message: `Current releases of \`${name}\` have no \`${written}\`, ${history}`, weak: true };
}

function nearestFlag(
  { tool, version }: ToolCall,
  { written }: FlagUse,
): { name: string; certain: boolean } | undefined {
  return written.startsWith('--') ? nearestName(written, spellings(tool.table, version)) : undefined;
}

/** Writes what the advice says in the place of an option and its value. */
export function adviceFixes(call: ToolCall, flag: FlagUse, { replacement, safe = true }: FlagAdvice): Fix[] {
  if (replacement === undefined) return [];
  const range = { start: flag.range.start, end: flag.values.at(-1)?.range.end ?? flag.range.end };
  if (replacement === '') return [dropFix(call, flag.written, range)];
  return [replaceFix(`Change to \`${replacement}\``, call.located.file.path, range, replacement, safe)];
}

/** Takes an option out with the white space before it, and the whole of a line that it had to itself. */
function dropFix(call: ToolCall, written: string, range: Range): Fix {
  const text = call.located.file.text;
  let { start, end } = range;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  const alone = start === 0 || text[start - 1] === '\n';
  const continued = alone ? /^[ \t]*\\\r?\n/.exec(text.slice(end, end + 200)) : null;
  const before = alone ? /[ \t]*\\\r?\n$/.exec(text.slice(Math.max(0, start - 200), start)) : null;
  if (continued) end += continued[0].length;
  // The last line of a command: the `\` before it goes too.
  else if (before) start -= before[0].length;
  return {
    title: `Delete \`${written}\``,
    safe: true,
    edits: [{ path: call.located.file.path, range: { start, end }, text: '' }],
  };
}
