import type { Assignment } from 'unbash';
import { type Excerpt, ExcerptBuilder } from './excerpt.ts';
import { fieldOf, fieldsOf } from './expand.ts';
import type { Field } from './field.ts';
import type { ExpansionContext } from './pieces.ts';
import { isList, type Variable } from './variables.ts';

/** Longer values are of no interest, and `X+=…` line after line would take ever longer. */
const longestText = 20_000;
const longestList = 1000;
const mostPieces = 500;

interface Declared {
  readonly exported?: boolean;
}

/** `X=1`, `X+=1`, `X=(a b)`, `X+=(a b)`, `X[0]=a` */
export function assign(assignment: Assignment, context: ExpansionContext, { exported }: Declared): void {
  const { scope } = context;
  const { name, value } = assignment;
  const before = scope.get(name);
  const isExported = exported ?? before?.exported ?? false;
  if (value.type === 'ArrayValue') {
    const added = value.elements.flatMap((element) => fieldsOf(element, context));
    const range = context.script.range(value.pos, value.end);
    const word = { value: undefined, raw: context.script.raw(range), range };
    const all = assignment.append ? append(before?.value, added) : added;
    const keyed = value.elements.some(({ text }) => /^\[.*\]=/.test(text));
    scope.set(name, {
      value: keyed || (all && all.length > longestList) ? undefined : all,
      word,
      exported: isExported,
    });
    return;
  }
  const field = fieldOf(value, context);
  const text = assignment.append ? concatenate(before, field, context) : field.content;
  const known = assignment.index === undefined && text !== undefined && text.text.length <= longestText;
  scope.set(name, { value: known ? text : undefined, word: wordOf(field, text), exported: isExported });
}

function append(before: Variable['value'], added: readonly Field[]): readonly Field[] | undefined {
  return before !== undefined && isList(before) ? [...before, ...added] : undefined;
}

function concatenate(
  before: Variable | undefined,
  field: Field,
  { script }: ExpansionContext,
): Excerpt | undefined {
  const old = before?.value;
  if (old === undefined || isList(old) || field.content === undefined) return undefined;
  if (old.runs.length > mostPieces || old.text.length > longestText) return undefined;
  return new ExcerptBuilder(script).append(old).append(field.content).build();
}

function wordOf({ word }: Field, text: Excerpt | undefined): Variable['word'] {
  return { value: text?.text, raw: word.raw, range: word.range };
}

const declarations = /^(export|declare|typeset|local|readonly)$/;
/** Files that set up an environment and leave a script's own variables alone. */
const harmlessFile = /(^|\/)(activate|bashrc|\.bashrc|profile|\.profile|conda\.sh|setvars\.sh)$/;

/**
 * What commands of the shell itself do to variables. Returns the script that `eval` runs, where it is known;
 * then there is no other command.
 */
export function runBuiltin(
  words: readonly Field[],
  declared: readonly Assignment[],
  context: ExpansionContext,
): Excerpt | undefined {
  const { scope } = context;
  const [name, ...args] = words.map(({ word }) => word.value);
  if (name === undefined) return undefined;
  if (declarations.test(name)) {
    const exports = name === 'export' || args.some((arg) => arg !== undefined && /^-[a-zA-Z]*x/.test(arg));
    for (const assignment of declared) assign(assignment, context, exports ? { exported: true } : {});
    if (exports)
      for (const arg of args) {
        const known = arg === undefined ? undefined : scope.get(arg);
        if (known) scope.set(arg!, { ...known, exported: true });
      }
    return undefined;
  }
  switch (name) {
    case 'unset':
    case 'read':
    case 'mapfile':
    case 'readarray':
    case 'getopts':
      for (const arg of args) if (arg !== undefined) scope.forget(arg);
      return undefined;
    case 'printf':
      if (args[0] === '-v' && args[1] !== undefined) scope.forget(args[1]);
      return undefined;
    case 'source':
    case '.':
      if (!harmlessFile.test(args[0] ?? words[1]?.word.tail ?? '')) scope.forgetAll();
      return undefined;
    case 'eval': {
      const [script, ...more] = words.slice(1);
      return more.length === 0 ? script?.lenient : undefined;
    }
    default:
      return undefined;
  }
}
