import type { Word } from '../command.ts';
import { valueOfAssignment } from './expand.ts';
import { type Field, fieldFrom } from './field.ts';
import { isShell, type Wrapper, wrappersOf } from './wrappers.ts';

/** A command's words taken apart. `program` is undefined where the image's entry point runs. */
export interface Unwrapped {
  readonly prefix: readonly Field[];
  readonly program: Field | undefined;
  readonly args: readonly Field[];
  readonly env: Readonly<Record<string, Word>>;
  readonly image?: Word;
  /** The script of `bash -c script`; then the shell itself is part of the prefix. */
  readonly script?: Field;
}

/**
 * Takes off what only runs another program: `sudo`, `mpirun -n 2`, `python3 -m`, `docker run … image`. `around` is what
 * is exported where the words stand.
 */
export function unwrap(words: readonly Field[], around: Readonly<Record<string, Word>> = {}): Unwrapped {
  let env: Readonly<Record<string, Word>> = around;
  let image: Word | undefined;
  let at = 0;
  const result = (program: number, args: number): Unwrapped => ({
    prefix: words.slice(0, program),
    program: words[program],
    args: words.slice(args),
    env,
    ...(image && { image }),
  });
  for (;;) {
    const name = nameOf(words[at]);
    if (name === undefined) return result(at, at + 1);
    const script = isShell(name) ? shellScript(words, at + 1) : undefined;
    if (script !== undefined)
      return { ...result(script, script + 1), program: words[at], script: words[script]! };
    const step = firstStep(wrappersOf(name), words, at + 1);
    if (step === undefined) return result(at, at + 1);
    env = step.fresh ? { ...named(env, step.passed), ...step.env } : { ...env, ...step.env };
    image = step.image ?? image;
    if (step.entrypoint) {
      // `--entrypoint python3 image -m module`: what follows the image goes to that program.
      const inner = unwrap([step.entrypoint, ...words.slice(step.next)], env);
      const prefix = [...words.slice(0, step.next), ...inner.prefix.slice(1)];
      return { ...inner, prefix, ...(image && { image }) };
    }
    if (step.script)
      return { ...result(step.next, step.next + 1), program: words[at], script: words[step.next]! };
    if (step.next >= words.length) {
      if (step.inImage) return { ...result(words.length, words.length), program: undefined };
      return result(at, at + 1);
    }
    // `docker run vllm/vllm-openai --model x`: options right behind the image go to its entry point.
    if (step.inImage && startOf(words[step.next]!).startsWith('-'))
      return { ...result(step.next, step.next), program: undefined };
    at = step.next;
  }
}

interface Step {
  /** Where the program stands. */
  readonly next: number;
  readonly env: Readonly<Record<string, Word>>;
  /** What runs gets of the variables around it only those that are `passed`. */
  readonly fresh: boolean;
  readonly passed: ReadonlySet<string>;
  readonly image?: Word;
  readonly inImage: boolean;
  readonly entrypoint?: Field;
  /** What stands there is a script and no program. */
  readonly script: boolean;
}

const named = (
  env: Readonly<Record<string, Word>>,
  names: ReadonlySet<string>,
): Readonly<Record<string, Word>> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => names.has(name)));

function firstStep(wrappers: readonly Wrapper[], words: readonly Field[], from: number): Step | undefined {
  for (const wrapper of wrappers) {
    const step = stepOver(wrapper, words, from);
    if (step) return step;
  }
  return undefined;
}

/** Walks over a wrapper's own words. Undefined where it wraps nothing here, as `docker build` or `python3 -c`. */
function stepOver(wrapper: Wrapper, words: readonly Field[], from: number): Step | undefined {
  const env: Record<string, Word> = {};
  let operands = (wrapper.operands ?? 0) + (wrapper.image ? 1 : 0);
  let subcommandSeen = wrapper.subcommands === undefined;
  let subcommand = '';
  const passed = new Set<string>();
  let image: Word | undefined;
  let entrypoint: Field | undefined;
  const step = (next: number, isScript = false): Step => ({
    next,
    env,
    fresh: wrapper.freshEnvironment ?? false,
    passed,
    script: (isScript || (wrapper.script ?? false)) && isScriptText(words[next]),
    inImage: wrapper.image !== undefined,
    ...(image && { image }),
    ...(entrypoint && { entrypoint }),
  });
  const note = (option: string, value: Field | undefined): void => {
    if (value === undefined) return;
    if (option === wrapper.imageOption) image = value.word;
    if (option === wrapper.entrypointOption) entrypoint = value;
    if (!wrapper.environment?.has(option)) return;
    const assigned = valueOfAssignment(value);
    if (assigned) env[assigned.name] = assigned.value;
    else if (value.word.value !== undefined) passed.add(value.word.value);
  };
  let i = from;
  for (; i < words.length; i++) {
    const field = words[i]!;
    const text = startOf(field);
    if (text === '--' && field.word.value !== undefined) {
      if (subcommandSeen && operands === 0) return step(i + 1);
      if (wrapper.onlyAfterDashes) return step(i + 1);
      continue;
    }
    if (wrapper.codeOptions?.has(text)) return undefined;
    if (wrapper.scriptOptions?.has(text)) return words[i + 1]?.lenient ? step(i + 1, true) : undefined;
    if (wrapper.programOptions?.has(text)) return step(i + 1);
    if (/^[-+]./.test(text)) {
      const equals = text.indexOf('=');
      const option = equals < 0 ? text : text.slice(0, equals);
      const following = equals < 0 ? followers(wrapper, option) : 0;
      note(option, equals < 0 ? words[i + 1] : field.content && fieldFrom(field.content, equals + 1));
      i += following;
      continue;
    }
    if (!subcommandSeen) {
      subcommand += subcommand === '' ? text : ` ${text}`;
      subcommandSeen = wrapper.subcommands!.has(subcommand);
      const begins = `${subcommand} `;
      if (!subcommandSeen && ![...wrapper.subcommands!].some((known) => known.startsWith(begins)))
        return undefined;
      continue;
    }
    if (wrapper.onlyAfterDashes) continue;
    const assigned = wrapper.assignments ? valueOfAssignment(field) : undefined;
    if (assigned) {
      env[assigned.name] = assigned.value;
      continue;
    }
    if (operands > 0) {
      operands--;
      if (wrapper.image && operands === 0) {
        image = field.word;
        return step(i + 1);
      }
      continue;
    }
    if (wrapper.launcher && holdsOptions(field, words[i + 1])) continue;
    return step(i);
  }
  return wrapper.onlyAfterDashes || !subcommandSeen || (wrapper.image && image === undefined)
    ? undefined
    : step(i);
}

/** `srun $OPTIONS vllm serve`: an unknown word that another program follows. */
const holdsOptions = ({ word }: Field, next: Field | undefined): boolean =>
  word.value === undefined && !word.head && !word.tail && next !== undefined && /^[\w./]/.test(startOf(next));

function followers({ switches, valued }: Wrapper, option: string): number {
  if (switches === undefined) return valued[option] ?? 0;
  if (switches.test(option)) return 0;
  // `-p8000:80` holds its value itself; in `-itp` the last letter takes the next word.
  return /^-[ditPq]*[a-zA-Z]$/.test(option) || option.startsWith('--') ? 1 : 0;
}

/** Where the script of `bash -euo pipefail -c script` stands. */
function shellScript(words: readonly Field[], from: number): number | undefined {
  let isScript = false;
  for (let i = from; i < words.length; i++) {
    const text = startOf(words[i]!);
    if (!/^[-+]./.test(text)) return isScript && words[i]!.lenient ? i : undefined;
    if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(text)) isScript = true;
    if (/^[-+][a-zA-Z]*[oO]$/.test(text)) i++;
  }
  return undefined;
}

/** A program alone has no blanks. */
const isScriptText = (field: Field | undefined): boolean => /\s/.test(field?.lenient?.text.trim() ?? '');

const startOf = ({ word }: Field): string => word.value ?? word.head ?? '';

function nameOf(field: Field | undefined): string | undefined {
  const path = field?.word.value ?? (field?.word.tail?.includes('/') ? field.word.tail : undefined);
  return path?.slice(path.lastIndexOf('/') + 1);
}
