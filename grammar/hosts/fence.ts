import { type Excerpt, ExcerptBuilder } from '../shell/excerpt.ts';
import type { CodeBlock } from './markdown-code.ts';

/** The text of a block of code with the places of its lines: the page may indent or quote them. */
export function fenceContent(page: Excerpt, { value, start, end }: CodeBlock): Excerpt | undefined {
  if (value === '') return undefined;
  const isFenced = /^(`{3}|~{3})/.test(page.text.slice(start, start + 3));
  const builder = new ExcerptBuilder(page);
  let at = isFenced ? lineEnd(page.text, start) + 1 : start;
  const lines = value.split(/\r?\n/);
  for (const [number, line] of lines.entries()) {
    const stop = Math.min(end, lineEnd(page.text, at));
    const written = page.text.slice(at, stop).replace(/\r$/, '');
    // A tab that was partly indentation is the one case in which a line does not end as it is written.
    if (!written.endsWith(line)) return undefined;
    builder.copy(at + written.length - line.length, at + written.length);
    if (number < lines.length - 1) builder.copy(stop, stop + 1);
    at = stop + 1;
  }
  return builder.build();
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

/** `$ `, `user@host:~$ `, `(venv) $ `, and for a console also `# ` */
const prompt = /^(?:\([\w.-]+\)\s?)?(?:[\w.-]+@[\w.-]+:[^\s$#]*)?[$%] +/;
const rootPrompt = /^(?:[\w.-]+@[\w.-]+:[^\s$#]*)?# +/;

/**
 * A session on a terminal without prompts and output: where one line has a prompt, lines without one are output, unless
 * the line before is continued. `root` is true where `#` is a prompt and no comment.
 */
export function withoutPrompts(session: Excerpt, root: boolean): Excerpt {
  const lines = session.text.split('\n');
  const promptOf = (line: string): string | undefined =>
    prompt.exec(line)?.[0] ?? (root ? rootPrompt.exec(line)?.[0] : undefined);
  if (!lines.some((line) => promptOf(line) !== undefined)) return session;
  const builder = new ExcerptBuilder(session);
  let at = 0;
  let continued = false;
  for (const line of lines) {
    const found = promptOf(line);
    const start: number | undefined =
      found?.length ?? (continued ? (/^> ?/.exec(line)?.[0].length ?? 0) : undefined);
    if (start !== undefined) builder.copy(at + start, Math.min(session.text.length, at + line.length + 1));
    continued = start !== undefined && /\\\s*$/.test(line);
    at += line.length + 1;
  }
  return builder.build();
}

/** A session of Python's without `>>> ` and `... `; its other lines are output. */
export function withoutPythonPrompts(session: Excerpt): Excerpt {
  if (!/^>>> /m.test(session.text)) return session;
  const builder = new ExcerptBuilder(session);
  for (const { 0: line, index } of session.text.matchAll(/[^\n]*\n|[^\n]+$/g))
    if (/^(>>>|\.\.\.)( |\r?\n|$)/.test(line))
      builder.copy(index + Math.min(4, line.trimEnd().length), index + line.length);
  return builder.build();
}

/** Whether a block without a language holds commands: a prompt, or a first line with a program and options. */
export function looksLikeCommands(text: string): boolean {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  return (
    prompt.test(first) ||
    /^(?:[A-Z_]+=\S* )*[a-z./~][\w./~-]*(?: [^\s{}<>|=;:()]+)*(?: --?[a-zA-Z][\w-]*| \\$)/.test(first)
  );
}

/** Whether a block without a language holds text format: a message opened at a line's end, and a plain field. */
export function looksLikeTextproto(text: string): boolean {
  return (
    /^[ \t]*[a-z_]+[ \t]*:?[ \t]*[[{][ \t]*$/m.test(text) &&
    /^[ \t]*[a-z_]+[ \t]*:[ \t]*(?:"[^"\n]*"|-?[\d.]+|[A-Z][A-Z0-9_]*|true|false)[ \t]*,?[ \t]*$/m.test(
      text,
    ) &&
    !/^\s*[{[]/.test(text)
  );
}

/** The `.proto` language, in which messages are declared, goes by the same name in fences as the text format. */
export const declaresMessages = (text: string): boolean =>
  /^\s*(?:syntax\s*=|(?:message|enum|service|package|import)\s+["\w])/m.test(text);

/** Whether a block without a language is Python that imports a library of which calls are read. */
export const looksLikePython = (text: string): boolean =>
  /^(?:>>> )?(?:from|import) (?:vllm|tensorrt_llm|sglang|onnxruntime|torch)\b/m.test(text);

/** Whether a block without a language is a manifest of Kubernetes or a compose file. */
export const looksLikeManifest = (text: string): boolean =>
  (/^apiVersion: *\S/m.test(text) && /^kind: *\w/m.test(text)) ||
  (/^services: *\r?$/m.test(text) && /^ +image: *\S/m.test(text));
