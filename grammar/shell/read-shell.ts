import { parse } from 'unbash';
import type { Command, EmbeddedText, HostKind, Word } from '../command.ts';
import { emptyRange, type Range } from '../text.ts';
import type { SyntaxIssue } from '../tree.ts';
import { commandOfEntryPoint } from './commands.ts';
import { Excerpt, ExcerptBuilder } from './excerpt.ts';
import { fieldsOf } from './expand.ts';
import type { Field } from './field.ts';
import { ScriptReader } from './script-reader.ts';
import { Scope } from './variables.ts';

export interface ShellReading {
  /** In the order in which they stand in the script. */
  readonly commands: readonly Command[];
  readonly embedded: readonly EmbeddedText[];
  readonly issues: readonly SyntaxIssue[];
}

export interface ShellOptions {
  /** Where the text begins in its file. */
  readonly start?: number;
  readonly host?: HostKind;
  /** Variables that the surroundings set, by name; they count as exported. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What the surroundings of a script say about its commands. */
export interface ShellSurroundings {
  readonly host: HostKind;
  /** Exported variables with the words that set them: `env` of a container. */
  readonly env?: Readonly<Record<string, Word>>;
  readonly image?: Word;
}

/**
 * The commands of a shell script and the texts in its here-documents. Any text can be read: what is no shell gives
 * issues and few commands. Nothing is executed; a word whose value would take running something has none.
 */
export function readShell(text: string, options: ShellOptions = {}): ShellReading {
  const { start = 0, host = 'shell', variables = {} } = options;
  const script = withUnixLines(Excerpt.of(text, start));
  const scope = Scope.ofScript(script.text);
  const word = { raw: '', range: { start, end: start } };
  for (const [name, value] of Object.entries(variables))
    scope.set(name, { value: Excerpt.placeless(value), word: { ...word, value }, exported: true });
  return read(script, scope, { host });
}

/** The same for a script whose pieces are spread over a file, such as a YAML block or a RUN line. */
export function readShellExcerpt(excerpt: Excerpt, surroundings: ShellSurroundings): ShellReading {
  const script = withUnixLines(excerpt);
  const scope = Scope.ofScript(script.text);
  for (const [name, word] of Object.entries(surroundings.env ?? {})) {
    const value = word.value === undefined ? undefined : script.elsewhere(word.value, word.range);
    scope.set(name, { value, word, exported: true });
  }
  return read(script, scope, surroundings);
}

/** A shell takes a carriage return for a letter; scripts that were checked out on Windows do not mean that. */
function withUnixLines(script: Excerpt): Excerpt {
  if (!script.text.includes('\r\n')) return script;
  const builder = new ExcerptBuilder(script);
  let done = 0;
  for (const { index } of script.text.matchAll(/\r\n/g)) {
    builder.copy(done, index);
    done = index + 1;
  }
  return builder.copy(done, script.text.length).build();
}

function read(script: Excerpt, scope: Scope, surroundings: ShellSurroundings): ShellReading {
  const reader = new ScriptReader(surroundings);
  reader.read(script, scope);
  return reader.result();
}

/** A command given as a list of words, at least one, which no shell splits: `command` and `args` of a container. */
export function readWords(words: readonly Field[], surroundings: ShellSurroundings): ShellReading {
  const reader = new ScriptReader(surroundings);
  reader.note(words, surroundings.env ?? {}, Scope.ofScript(''), rangeOfAll(words));
  return reader.result();
}

/** Arguments, perhaps none, that go to the entry point of an image; without any the command stands at the image. */
export function readEntryPoint(words: readonly Field[], surroundings: ShellSurroundings): ShellReading {
  const range = words.length > 0 ? rangeOfAll(words) : (surroundings.image?.range ?? emptyRange(0));
  const command = commandOfEntryPoint(words, surroundings, range);
  return { commands: [command], embedded: [], issues: [] };
}

/** The words of a text that is split as a shell does but not run by one; an unknown variable has no value. */
export function splitWords(text: Excerpt): Field[] {
  const context = new ScriptReader({ host: 'text' }).contextOf(text, Scope.ofScript(''));
  return parse(text.text).commands.flatMap(({ command }) =>
    command.type === 'Command' && command.name
      ? [command.name, ...command.args].flatMap((word) =>
          word.type === 'Word' ? fieldsOf(word, context) : [],
        )
      : [],
  );
}

function rangeOfAll(words: readonly Field[]): Range {
  const starts = words.map(({ word }) => word.range.start);
  const ends = words.map(({ word }) => word.range.end);
  return { start: starts.reduce((a, b) => Math.min(a, b)), end: ends.reduce((a, b) => Math.max(a, b)) };
}
