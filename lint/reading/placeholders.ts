import type { Range } from '../../grammar/text.ts';

/** What template tools leave behind: `${name}` (string.Template, envsubst), `{{ name }}` (Jinja, Helm). */
const placeholder = /\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}/g;

export interface Placeholder {
  readonly text: string;
  readonly range: Range;
}

export function placeholdersIn(text: string, start = 0): Placeholder[] {
  return [...text.matchAll(placeholder)].map((match) => ({
    text: match[0],
    range: { start: start + match.index, end: start + match.index + match[0].length },
  }));
}

export const hasPlaceholder = (text: string): boolean => /\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}/.test(text);
