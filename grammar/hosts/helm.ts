import type { Range } from '../text.ts';

/** A Helm template as YAML of the same length, so that every place in it is a place in the file. */
export interface HelmText {
  readonly text: string;
  /** Where actions stood that write whole lines, such as `{{ toYaml .Values.args | nindent 8 }}`, in order. */
  readonly written: readonly Range[];
}

/** Actions that write nothing: `if`, `end`, an assignment, a comment. */
const silent =
  /^\{\{-?\s*(?:(if|with|range|block|define|else|end)\b|break\b|continue\b|fail\b|\/\*|\$[\w.]*\s*(?:,\s*\$\w+\s*)?:?=)/;

/**
 * Takes the actions of a template out of a text: lines of their own are blanked, with the second branch of a choice and
 * what is only defined; within a line each character is replaced by one that means nothing to YAML, see `restoreActions`.
 */
export function maskActions(text: string): HelmText {
  const actions = actionsOf(text);
  const masked: string[] = [];
  const written: Range[] = [];
  const open: ('shown' | 'hidden')[] = [];
  let hidden = 0;
  let hiddenFrom: number | undefined;
  let done = 0;
  let opensBlock = false;
  const blank = (from: number, to: number): void => {
    const before = text.slice(done, from).trimEnd();
    if (before !== '') opensBlock = /(?:^|[\s:-])[|>][-+\d]{0,2}$/.test(before.slice(-8));
    // The first lines of a block may not be indented deeper than those that follow, not even blank ones.
    const filling = opensBlock ? '\n' : ' ';
    masked.push(text.slice(done, from), text.slice(from, to).replace(/[^\r\n]/g, filling));
    done = to;
  };
  for (let i = 0; i < actions.length; i++) {
    const { start, end } = actions[i]!;
    const first = i;
    const begins = isLineStart(text, start);
    while (begins && i + 1 < actions.length && isBlank(text, actions[i]!.end, actions[i + 1]!.start)) i++;
    const alone = begins && isLineEnd(text, actions[i]!.end);
    if (!alone) {
      i = first;
      if (hiddenFrom === undefined) {
        masked.push(text.slice(done, start), hideActions(text.slice(start, end)));
        done = end;
      }
      continue;
    }
    for (const action of actions.slice(first, i + 1)) {
      const keyword = silent.exec(text.slice(action.start, action.end));
      if (keyword?.[1] === 'else' && open.at(-1) === 'shown') {
        open[open.length - 1] = 'hidden';
        hidden++;
        hiddenFrom ??= action.start;
      } else if (keyword?.[1] === 'end') {
        if (open.pop() === 'hidden') hidden--;
        if (hiddenFrom !== undefined && hidden === 0) {
          blank(hiddenFrom, action.start);
          hiddenFrom = undefined;
        }
      } else if (keyword?.[1] !== undefined && keyword[1] !== 'else') {
        const isDefinition = keyword[1] === 'define';
        open.push(isDefinition ? 'hidden' : 'shown');
        if (isDefinition) {
          hidden++;
          hiddenFrom ??= action.start;
        }
      } else if (keyword === null && hiddenFrom === undefined) written.push(action);
      if (hiddenFrom === undefined) blank(action.start, action.end);
    }
  }
  if (hiddenFrom !== undefined) blank(hiddenFrom, text.length);
  masked.push(text.slice(done));
  return { text: masked.join(''), written };
}

/** The first action that writes whole lines between two places. */
export function writtenBetween({ written }: HelmText, from: number, to: number): Range | undefined {
  let low = 0;
  let high = written.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (written[middle]!.start < from) low = middle + 1;
    else high = middle;
  }
  const action = written[low];
  return action && action.start < to ? action : undefined;
}

/** Whether a text is a template: an action stands where YAML would see a mapping within a mapping. */
export const hasPlainActions = (text: string): boolean =>
  /^[ \t]*(?:- |[\w./-]+:[ \t])[ \t]*\{\{/m.test(text);

const first = 0xe000;
const last = first + 0x7f;

/** Each ASCII character as one of Unicode's private use. */
const hideActions = (action: string): string =>
  action.replace(/[\0-\x7f]/g, (character) => String.fromCharCode(first + character.charCodeAt(0)));

/** A text of YAML that was read from a masked template, with its actions as they are written. */
export function restoreActions(text: string): string {
  return text.replace(/[\ue000-\ue07f]/g, (character) => {
    const code = character.charCodeAt(0);
    return code <= last ? String.fromCharCode(code - first) : character;
  });
}

/** `{{ … }}` from left to right; a text in quotes may hold braces, a comment anything. */
function actionsOf(text: string): Range[] {
  const actions: Range[] = [];
  let at = text.indexOf('{{');
  while (at >= 0) {
    const end = endOfAction(text, at + 2);
    if (end === undefined) break;
    actions.push({ start: at, end });
    at = text.indexOf('{{', end);
  }
  return actions;
}

function endOfAction(text: string, start: number): number | undefined {
  const comment = /^-?\s?\/\*/.exec(text.slice(start, start + 4));
  let at = comment ? text.indexOf('*/', start + comment[0].length) : start;
  if (at < 0) return undefined;
  for (; at < text.length; at++) {
    const character = text[at]!;
    if (character === '}' && text[at + 1] === '}') return at + 2;
    if (character !== '"' && character !== '`') continue;
    const close = closingQuote(text, at + 1, character);
    // A quote without its fellow is one of the YAML around.
    if (close !== undefined) at = close;
  }
  return undefined;
}

/** The end of a quoted text; one in `"` ends on its line. */
function closingQuote(text: string, start: number, quote: string): number | undefined {
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (character === quote) return at;
    if (quote === '"' && character === '\n') return undefined;
    if (quote === '`' && character === '}' && text[at + 1] === '}') return undefined;
    if (quote === '"' && character === '\\') at++;
  }
  return undefined;
}

const isBlank = (text: string, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (text[at] !== ' ' && text[at] !== '\t') return false;
  return true;
};

function isLineStart(text: string, at: number): boolean {
  let from = at;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--;
  return from === 0 || text[from - 1] === '\n';
}

function isLineEnd(text: string, at: number): boolean {
  let to = at;
  while (to < text.length && /[ \t\r]/.test(text[to]!)) to++;
  return to === text.length || text[to] === '\n';
}
