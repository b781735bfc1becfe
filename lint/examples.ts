import type { Range } from '../grammar/text.ts';
import type { Example, Rule } from './rule.ts';

/** Where an example given as one string stands unless its rule says otherwise. */
export const defaultExamplePath = 'model_repository/my_model/config.pbtxt';

export interface ExampleFile {
  readonly path: string;
  /** Without the marks. */
  readonly text: string;
  /** What stood between `«` and `»`, in order of their beginnings. */
  readonly marked: readonly Range[];
}

/** The files of an example as they are read, and the ranges that its rule reports in them. */
export function exampleFiles(rule: Pick<Rule, 'examplePath'>, example: Example): ExampleFile[] {
  const files = typeof example === 'string' ? { [rule.examplePath ?? defaultExamplePath]: example } : example;
  return Object.entries(files).map(([path, text]) => ({ path, ...unmark(text) }));
}

function unmark(marked: string): { text: string; marked: Range[] } {
  const ranges: Range[] = [];
  const open: number[] = [];
  let text = '';
  for (const character of marked) {
    if (character === '«') open.push(text.length);
    else if (character === '»') ranges.push({ start: open.pop() ?? 0, end: text.length });
    else text += character;
  }
  return { text, marked: ranges.sort((a, b) => a.start - b.start || a.end - b.end) };
}
