import { resolveFlag } from '../../../catalog/flags.ts';
import type { Range } from '../../../grammar/text.ts';
import type { Fix } from '../../finding.ts';
import { renameFix, replaceFix } from '../../fixes.ts';
import { acceptingVersions, lifetime, newest, short, spellings } from '../../reading/flag-history.ts';
import { type FlagUse, type Tool, type ToolCall, toolCalls } from '../../reading/tool-calls.ts';
import type { RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export interface FlagAdvice {
  /** One clause after a dash: what to write, or where the option belongs. */
  readonly advice: string;
  /** What takes the place of the option and its value where no thinking is needed; empty to drop it. */
  readonly replacement?: string;
}

/** Reports options that the tool does not have in the release in use; where that is unknown, in no release or no longer. */
export function reportUnknownFlags(
  context: RuleContext,
  tools: readonly Tool[],
  adviceFor: (tool: Tool, flag: string) => FlagAdvice | undefined = () => undefined,
): void {
  for (const call of toolCalls(context.project, context.options, tools)) {
    for (const flag of call.flags) {
      const problem = problemOf(call, flag);
      if (!problem) continue;
      const advice = adviceFor(call.tool, flag.written);
      const near = advice ? undefined : nearestFlag(call, flag);
      const hint = advice ? `: ${advice.advice}` : near ? `; \`${near.name}\` is the nearest` : '';
      context.report(call.located.file, flag.range, `${problem.message}${hint}.`, {
        ...(problem.weak && { severity: 'warning' as const }),
        fixes: fixesFor(call, flag, advice, near),
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
      message: `\`${name}\` of ${product} ${short(version)} has no \`${written}\`${history ? `: ${history}` : ''}`,
      weak: false,
    };
  }
  const accepting = acceptingVersions(table, written);
  if (accepting.length === 0) {
    // An ambiguous beginning is another mistake, told by another rule.
    const ambiguous = table.versions.some(
      (release) => resolveFlag(table, written, release).kind === 'ambiguous',
    );
    return ambiguous
      ? undefined
      : { message: `\`${name}\` has no \`${written}\` in any release`, weak: false };
  }
  if (accepting.includes(newest(table))) return undefined;
  const history = lifetime(tool, written) ?? `no ${product} after ${short(accepting.at(-1)!)} takes it`;
  return { message: `Current releases of \`${name}\` have no \`${written}\`: ${history}`, weak: true };
}

function nearestFlag(
  { tool, version }: ToolCall,
  { written }: FlagUse,
): { name: string; certain: boolean } | undefined {
  return written.startsWith('--') ? nearestName(written, spellings(tool.table, version)) : undefined;
}

function fixesFor(
  call: ToolCall,
  flag: FlagUse,
  advice: FlagAdvice | undefined,
  near: { name: string; certain: boolean } | undefined,
): Fix[] {
  const path = call.located.file.path;
  if (advice?.replacement !== undefined) {
    const range = withValues(flag);
    if (advice.replacement === '') return [dropFix(call, flag.written, range)];
    return [replaceFix(`Change to \`${advice.replacement}\``, path, range, advice.replacement, true)];
  }
  return renameFix(near, path, flag.range);
}

const withValues = (flag: FlagUse): Range => ({
  start: flag.range.start,
  end: flag.values.at(-1)?.range.end ?? flag.range.end,
});

/** Takes an option out with the white space before it; a line that it had to itself goes with its `\`. */
function dropFix(call: ToolCall, written: string, range: Range): Fix {
  const text = call.located.file.text;
  let start = range.start;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  const alone = start === 0 || text[start - 1] === '\n';
  const rest = alone ? /^[ \t]*\\?\r?\n/.exec(text.slice(range.end)) : null;
  const end = rest ? range.end + rest[0].length : range.end;
  return {
    title: `Delete \`${written}\``,
    safe: true,
    edits: [{ path: call.located.file.path, range: { start, end }, text: '' }],
  };
}
