import type { EmbeddedText } from '../command.ts';
import type { Excerpt } from './excerpt.ts';
import type { Field } from './field.ts';
import { isShell } from './wrappers.ts';

export interface HereDocUse {
  readonly language: EmbeddedText['language'] | 'shell';
  readonly path?: string;
}

/**
 * What becomes of a here-document: written to a file whose name tells the language (`cat > config.pbtxt <<EOF`,
 * `tee config.pbtxt <<EOF`, `cat <<EOF | tee config.pbtxt`), or read by a program (`bash <<EOF`, `kubectl apply -f -`).
 * `target` stands behind `>`, `words` are the command's, `next` those of the command that it is piped into.
 */
export function hereDocLanguage(
  target: Field | undefined,
  words: readonly Field[],
  next: readonly Field[],
): HereDocUse | undefined {
  const file = target ?? teeTarget(words) ?? teeTarget(next);
  if (file) {
    const path = file.word.value ?? file.word.tail;
    const language = path === undefined ? undefined : languageOfPath(path);
    return language && { language, ...(file.word.value !== undefined && { path: file.word.value }) };
  }
  for (const reader of [next, words]) {
    const names = reader.map(({ word }) => word.value ?? '');
    if (names.some((name) => /^(kubectl|oc)$/.test(name)) && names.includes('-')) return { language: 'yaml' };
    const program = names.findLast((name) => !name.startsWith('-'));
    if (program === undefined) continue;
    const name = program.slice(program.lastIndexOf('/') + 1);
    if (isShell(name) || (names[0] === 'ssh' && names.length <= 4)) return { language: 'shell' };
    if (/^python[\d.]*$/.test(name)) return { language: 'python' };
  }
  return undefined;
}

function teeTarget(words: readonly Field[]): Field | undefined {
  const tee = words.findIndex(({ word }, i) => i < 3 && word.value === 'tee');
  return tee < 0
    ? undefined
    : words.slice(tee + 1).find(({ word }) => !(word.value ?? word.head)?.startsWith('-'));
}

/** Undefined for what is no language that anything here reads. */
export function languageOfPath(path: string): EmbeddedText['language'] | undefined {
  if (/\.(pbtxt|textproto)$/i.test(path)) return 'textproto';
  if (/\.ya?ml$/i.test(path)) return 'yaml';
  if (/\.json$/i.test(path)) return 'json';
  return /\.py$/i.test(path) ? 'python' : undefined;
}

/**
 * An excerpt as a text embedded in the file. It must be as long as its stretch of the file, so what the excerpt leaves
 * out, such as indentation, is blanked out; undefined where the file has it in another form, such as with escapes.
 */
export function embed(
  excerpt: Excerpt,
  language: EmbeddedText['language'],
  path: string | undefined,
): EmbeddedText | undefined {
  const stretch = excerpt.blanked();
  return stretch && { language, ...stretch, ...(path !== undefined && { path }) };
}
