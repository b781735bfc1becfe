import { count, duration, percent as share, significant } from '../../../cli/report/words.ts';

export const number = (value: number): string => (value >= 1000 ? count(value) : significant(value));
export const percent = share;
export const seconds = duration;

/** A Markdown table; the first column is words, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '--:'))), ...rows.map(line)].join(
    '\n',
  );
}
