import { diffLines } from 'diff';
import type { Connection, Range, TextEdit } from 'vscode-languageserver';
import { LineIndex } from '../grammar/text.ts';
import { formatTextproto, saysTheSame } from '../grammar/textproto/format/index.ts';
import { parseTextproto } from '../grammar/textproto/index.ts';
import { guarded } from './guard.ts';

/** Milliseconds after which a client gets no edits in place of late ones. */
const budget = 2_000;

/** Answers requests to format a document or a part of it. `textOf` gives the text of an open Triton configuration. */
export function answerFormatting(
  connection: Connection,
  textOf: (uri: string) => string | undefined,
  log: (line: string) => void,
): void {
  const edits = (uri: string, range?: Range): TextEdit[] => {
    const text = textOf(uri);
    return text === undefined ? [] : formattingEdits(text, range);
  };
  connection.onDocumentFormatting(
    guarded('formatting', { fallback: [], budget }, log, ({ textDocument }) => edits(textDocument.uri)),
  );
  connection.onDocumentRangeFormatting(
    guarded('range formatting', { fallback: [], budget }, log, ({ textDocument, range }) =>
      edits(textDocument.uri, range),
    ),
  );
}

/**
 * The edits, whole lines each, that format a text: few and small, so that cursors and folds stay where they are.
 * Within a range only those that touch its lines, and none where those alone would change what the text says. A text
 * with syntax errors has no edits: the client shows the errors already.
 */
export function formattingEdits(text: string, range?: Range): TextEdit[] {
  const result = formatTextproto(text);
  if (!result.ok) return [];
  const lines = new LineIndex(text);
  const all = lineEdits(text, result.text);
  const edits = range ? touching(all, range, lines) : all;
  if (range && !saysTheSame(parseTextproto(text), parseTextproto(applied(text, edits)), layoutOnly))
    return [];
  return edits.map(({ start, end, newText }) => ({ range: lines.toPositions({ start, end }), newText }));
}

/** What the directives of a file may ask for beside white space. */
const layoutOnly = { colons: true, order: true };

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

function touching(edits: readonly Edit[], range: Range, lines: LineIndex): Edit[] {
  const first = lines.lineRange(range.start.line).start;
  const last = lines.lineRange(range.end.line).end;
  return edits.filter(({ start, end }) => start <= last && (end > first || start === first));
}

/** More changed lines than these are one edit: to align them would take time in proportion to their square. */
const mostChanges = 1_000;

function lineEdits(before: string, after: string): Edit[] {
  const pieces = diffLines(before, after, { maxEditLength: mostChanges });
  if (!pieces) return [{ start: 0, end: before.length, newText: after }];
  const edits: Edit[] = [];
  let at = 0;
  let open: Edit | undefined;
  for (const { added, removed, value } of pieces) {
    if (added || removed) {
      open ??= { start: at, end: at, newText: '' };
      open = added ? { ...open, newText: open.newText + value } : { ...open, end: at + value.length };
    } else if (open) {
      edits.push(open);
      open = undefined;
    }
    if (!added) at += value.length;
  }
  return open ? [...edits, open] : edits;
}

const applied = (text: string, edits: readonly Edit[]): string =>
  edits.reduceRight(
    (changed, { start, end, newText }) => changed.slice(0, start) + newText + changed.slice(end),
    text,
  );
