import type { Range } from '../grammar/text.ts';
import type { SourceFile } from '../workspace/source-file.ts';
import type { Finding } from './finding.ts';

/** One code of a `batchwise-ignore` comment. */
export interface Suppression {
  readonly code: string;
  /** Of the code in the comment. */
  readonly range: Range;
  /** Lines it covers, both included; absent for a whole file. */
  readonly lines?: { readonly from: number; readonly to: number };
}

const comment = /(#|\/\/|<!--)[ \t]*batchwise-ignore(-file)?[ \t:]+([A-Za-z][\w-]*(?:[ \t,]+BW[A-Z]\d+\b)*)/g;

/**
 * Reads `# batchwise-ignore CODE -- reason` (this line, or the next one where it stands alone),
 * `# batchwise-ignore-file CODE` and, in Markdown and HTML, `<!-- batchwise-ignore CODE -->`.
 */
export function readSuppressions(file: SourceFile): Suppression[] {
  if (!file.text.includes('batchwise-ignore')) return [];
  const found: Suppression[] = [];
  for (const match of file.text.matchAll(comment)) {
    // Running text of Markdown that speaks of such a comment is none.
    if (file.kind === 'markdown' && file.text[match.index - 1] === '`') continue;
    const listStart = match.index + match[0].length - match[3]!.length;
    const lines = match[2] ? undefined : coveredLines(file, match.index);
    for (const code of match[3]!.matchAll(/[A-Za-z][\w-]*/g)) {
      const start = listStart + code.index;
      found.push({ code: code[0], range: { start, end: start + code[0].length }, ...(lines && { lines }) });
    }
  }
  return found;
}

/** The line of the comment; where nothing else stands on it, the next line that says something. */
function coveredLines(file: SourceFile, offset: number): { from: number; to: number } {
  const { lines } = file;
  const own = lines.positionAt(offset).line;
  const text = (line: number): string => {
    const range = lines.lineRange(line);
    return file.text.slice(range.start, range.end);
  };
  if (file.text.slice(lines.lineRange(own).start, offset).trim() !== '') return { from: own, to: own };
  let line = own + 1;
  while (line < lines.lineCount && /^\s*($|#|\/\/|<!--)/.test(text(line))) line++;
  const fence = /^\s*(`{3,}|~{3,})/.exec(text(line))?.[1];
  let last = line;
  if (fence)
    while (
      last + 1 < lines.lineCount &&
      !text(last + 1)
        .trimStart()
        .startsWith(fence)
    )
      last++;
  else while (last + 1 < lines.lineCount && /\\\s*$/.test(text(last))) last++;
  return { from: line, to: last };
}

/** Splits findings into those that stand and marks which suppressions were needed. */
export function suppress(
  file: SourceFile,
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
): { kept: Finding[]; unused: Suppression[] } {
  const used = new Set<Suppression>();
  const kept = findings.filter((finding) => {
    const line = file.lines.positionAt(finding.range.start).line;
    const covering = suppressions.filter(
      (one) =>
        (one.code === finding.code || one.code === finding.name) &&
        (!one.lines || (one.lines.from <= line && line <= one.lines.to)),
    );
    for (const one of covering) used.add(one);
    return covering.length === 0;
  });
  return { kept, unused: suppressions.filter((one) => !used.has(one)) };
}
