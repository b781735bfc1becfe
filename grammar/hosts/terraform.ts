import type { HelmText } from './helm.ts';

/** What Terraform fills in stands for nothing known: a character of Unicode's private use in place of each of its own. */
const filledIn = '\ue080';

/** Whether a text of YAML holds something that Terraform fills in. */
export const isFilledIn = (text: string): boolean => text.includes(filledIn);

/**
 * A template of Terraform as YAML of the same length (Terraform language, Strings and Templates): `${…}` is unknown, and
 * so is `$${…}`, a variable of whatever reads the file; a line of directives, `%{ if … }`, is blank.
 */
export function maskInterpolations(text: string): HelmText {
  const masked = text
    .replace(/^[ \t]*(?:%\{[^{}\n]*\}[ \t]*)+$/gm, (line) => ' '.repeat(line.length))
    .replace(/\$?\$\{(?:[^{}\n]|\{[^{}\n]*\})*\}|%\{[^{}\n]*\}/g, (written) =>
      filledIn.repeat(written.length),
    );
  return { text: masked, written: [] };
}
