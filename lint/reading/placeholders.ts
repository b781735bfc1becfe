import type { Range } from '../../grammar/text.ts';

/** What template tools leave behind: `${name}` (string.Template, envsubst), `{{ name }}` (Jinja, Helm). */
const placeholder = /\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}/g;

export interface Placeholder {
  readonly text: string;
  /** `name` of `${name}`, as `fill_template.py` fills it. */
  readonly name?: string;
  readonly range: Range;
}

export function placeholdersIn(text: string, start = 0): Placeholder[] {
  return [...text.matchAll(placeholder)].map((match) => ({
    text: match[0],
    ...nameOf(match[0]),
    range: { start: start + match.index, end: start + match.index + match[0].length },
  }));
}

/** Whether to look closer: any mark of a template, complete or not. */
export const mayHavePlaceholder = (text: string): boolean => /[$]|\{\{|\{%/.test(text);

export const hasPlaceholder = (text: string): boolean => /\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}/.test(text);

/** Whose placeholder it is, as a person calls it. */
export function templateOf(placeholder: string): string {
  if (placeholder.startsWith('$')) return 'placeholder of `fill_template.py` or `envsubst`';
  return /^\{\{-?\s*(\.|include\b|template\b|\$)/.test(placeholder) ? 'Helm expression' : 'Jinja expression';
}

function nameOf(text: string): { name?: string } {
  const name = /^\$\{([A-Za-z_]\w*)\}$/.exec(text)?.[1];
  return name === undefined ? {} : { name };
}
