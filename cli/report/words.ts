import type { Colors } from '../output.ts';

/** Numbers as a person reads them. */

const gib = 2 ** 30;
export const bytes = (value: number): string =>
  Math.abs(value) >= 0.1 * gib
    ? `${(value / gib).toFixed(1)} GiB`
    : `${(value / 2 ** 20).toFixed(Math.abs(value) >= 10 * 2 ** 20 ? 0 : 1)} MiB`;

/** With commas between thousands; by hand, since making an `Intl.NumberFormat` takes a tenth of the program's start. */
export function count(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1e15) return value.toExponential(2);
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Milliseconds below a second, seconds above; three significant figures. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 1) return `${significant(seconds * 1000)} ms`;
  return `${significant(seconds)} s`;
}

export function significant(value: number, figures = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  if (Math.abs(value) < 1e-6 || Math.abs(value) >= 1e15) return value.toExponential(figures - 1);
  const digits = Math.max(0, figures - 1 - Math.floor(Math.log10(Math.abs(value))));
  return value >= 10 ** figures ? count(value) : value.toFixed(digits);
}

export const percent = (share: number): string =>
  Number.isFinite(share) ? `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %` : '–';

/** What a terminal shows of a text: its length without colour codes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character
export const visible = (text: string): number => text.replace(/\u001b\[[\d;]*m/g, '').length;

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - visible(text)));
export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - visible(text))) + text;

/** A table: the first row is its head, the first column is words, the others are numbers. */
export function columns(rows: readonly (readonly string[])[], colors: Colors, indent = ''): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => visible(row[column] ?? ''))));
  return rows
    .map((row, index) => {
      const cells = row.map((cell, column) =>
        column === 0 ? padEnd(cell, widths[column]!) : padStart(cell, widths[column]!),
      );
      const line = (indent + cells.join('  ')).trimEnd();
      return index === 0 ? colors.dim(line) : line;
    })
    .join('\n');
}

/** Breaks a text at spaces; every line gets the indent, those after the first `hanging` as well. */
export function wrap(text: string, width: number, indent = '', hanging = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && indent.length + hanging.length + visible(line) + 1 + visible(word) > width) {
      lines.push(indent + (lines.length > 0 ? hanging : '') + line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  lines.push(indent + (lines.length > 0 ? hanging : '') + line);
  return lines.join('\n');
}
