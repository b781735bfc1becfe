import type { Command } from '../command.ts';
import { argumentOf, type PythonCall, type PythonValue } from '../python-call.ts';
import { Excerpt } from '../shell/excerpt.ts';
import { type Field, knownField } from '../shell/field.ts';
import { readShellExcerpt, readWords } from '../shell/index.ts';

/** Functions that run a program (Python library reference, `subprocess`, `os` and `asyncio`). */
const runners =
  /^(?:subprocess\.(?:run|Popen|call|check_call|check_output)|asyncio\.create_subprocess_shell|subprocess\.getoutput|os\.(?:system|popen))$/;

/** The commands that Python code starts, as a list of words or as a text for the shell. */
export function readPythonCommands(calls: readonly PythonCall[], code: Excerpt): Command[] {
  return calls.flatMap((call) => {
    if (!runners.test(call.name)) return [];
    const given = argumentOf(call, 'args', 0) ?? argumentOf(call, 'command');
    if (given?.kind === 'list') {
      const words = given.items.map((item) => wordOf(item, code));
      return words.length > 0 ? readWords(words, { host: 'python' }).commands : [];
    }
    const script = given && scriptOf(given, code);
    return script ? readShellExcerpt(script, { host: 'python' }).commands : [];
  });
}

function wordOf(item: PythonValue, code: Excerpt): Field {
  const content = scriptOf(item, code);
  if (content) return knownField(content, content.range(0, content.text.length));
  const raw = code.raw(item.range);
  const value =
    item.kind === 'literal' && item.value !== null && typeof item.value !== 'boolean'
      ? String(item.value)
      : undefined;
  return { word: { value, raw, range: item.range }, content: undefined, lenient: undefined };
}

/** A text that is written as it is; one with escapes or out of parts has no place for each of its characters. */
function scriptOf(given: PythonValue, code: Excerpt): Excerpt | undefined {
  if (given.kind !== 'literal' || typeof given.value !== 'string') return undefined;
  const raw = code.raw(given.range);
  const quote = /^[a-zA-Z]{0,2}("""|'''|"|')/.exec(raw);
  if (!quote) return undefined;
  const inner = raw.slice(quote[0].length, raw.length - quote[1]!.length);
  return inner === given.value ? Excerpt.of(inner, given.range.start + quote[0].length) : undefined;
}
