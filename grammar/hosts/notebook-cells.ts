import type { Excerpt } from '../shell/excerpt.ts';
import { ExcerptBuilder } from '../shell/excerpt.ts';
import { alignScalar } from './align.ts';

export interface NotebookCell {
  readonly kind: 'code' | 'markdown';
  /** What the cell holds, without JSON's escapes, each character at its place in the file. */
  readonly source: Excerpt;
}

/** A cell, its key and the list of lines below it. */
const depthOfCells = 3;
/** Deeper nesting is no notebook that anything wrote. */
const deepest = 100;

/** The cells of a Jupyter notebook (nbformat 4, `cells[].source`, one text or a list of lines); none of any other text. */
export function notebookCells(file: Excerpt): NotebookCell[] {
  const cells: NotebookCell[] = [];
  let kind = '';
  let lines: { start: number; end: number }[] = [];
  for (const { path, start, end, isString } of jsonScalars(file.text)) {
    if (path.length === depthOfCells - 2 && path[0] === 'cells' && !isString) {
      const source = sourceOf(file, lines);
      if (source && (kind === 'code' || kind === 'markdown')) cells.push({ kind, source });
      kind = '';
      lines = [];
    } else if (path[0] === 'cells' && isString) {
      if (path.length === depthOfCells && path[2] === 'cell_type') kind = file.text.slice(start + 1, end - 1);
      if (path[2] === 'source' && path.length <= depthOfCells + 1) lines.push({ start, end });
    }
  }
  return cells;
}

function sourceOf(file: Excerpt, lines: readonly { start: number; end: number }[]): Excerpt | undefined {
  const builder = new ExcerptBuilder(file);
  for (const { start, end } of lines) {
    const value = stringOf(file.text.slice(start, end));
    const content = value === undefined ? undefined : alignScalar(file, start + 1, end - 1, value, 'double');
    if (!content) return undefined;
    builder.append(content);
  }
  return lines.length > 0 ? builder.build() : undefined;
}

function stringOf(written: string): string | undefined {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

interface JsonScalar {
  readonly path: readonly (string | number)[];
  readonly start: number;
  readonly end: number;
  /** False at the end of an element of a list or of a list itself, whose path it then is. */
  readonly isString: boolean;
}

/** The strings of a JSON text with their paths, and the ends of its objects in lists; stops where it is no JSON. */
function* jsonScalars(text: string): Generator<JsonScalar> {
  const path: (string | number)[] = [];
  const isList: boolean[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return;
      if (expectsKey) {
        path[path.length - 1] = text.slice(at + 1, end - 1);
        expectsKey = false;
      } else yield { path, start: at, end, isString: true };
      at = end - 1;
    } else if (character === '{' || character === '[') {
      if (isList.length >= deepest) return;
      isList.push(character === '[');
      path.push(character === '[' ? 0 : '');
      expectsKey = character === '{';
    } else if (character === '}' || character === ']') {
      if (isList.pop() !== (character === ']')) return;
      path.pop();
      expectsKey = false;
      if (isList.at(-1)) yield { path: path.slice(0, -1), start: at, end: at + 1, isString: false };
    } else if (character === ',') {
      const last = path.at(-1);
      if (typeof last === 'number') path[path.length - 1] = last + 1;
      else expectsKey = isList.at(-1) === false;
    }
  }
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
  return undefined;
}
