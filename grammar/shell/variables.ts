import type { Word } from '../command.ts';
import type { Range } from '../text.ts';
import type { Excerpt } from './excerpt.ts';
import type { Field } from './field.ts';

/** What a script is known to have put into a variable. */
export interface Variable {
  /** A text, the elements of an array, or undefined where it depends on something unknown. */
  readonly value: Excerpt | readonly Field[] | undefined;
  /** The word it was assigned. */
  readonly word: Word;
  readonly exported: boolean;
}

export const isList = (value: Variable['value']): value is readonly Field[] => Array.isArray(value);

/** Where a script assigns which variables, found without reading it: for code that runs often or later. */
class AssignmentIndex {
  private places: Map<string, number[]> | undefined;

  constructor(private readonly script: string) {}

  count(name: string): number {
    return this.find().get(name)?.length ?? 0;
  }

  anyWithin(name: string, { start, end }: Range): boolean {
    return (
      this.find()
        .get(name)
        ?.some((place) => place >= start && place < end) ?? false
    );
  }

  private find(): Map<string, number[]> {
    if (this.places !== undefined) return this.places;
    this.places = new Map();
    const assignment = /\b([A-Za-z_]\w*)(?:\[[^\][\s]*\])?\+?=|\b(?:for|select|read)[ \t]+(\w+)/g;
    for (const match of this.script.matchAll(assignment)) {
      const name = match[1] ?? match[2]!;
      const known = this.places.get(name);
      if (known) known.push(match.index);
      else this.places.set(name, [match.index]);
    }
    return this.places;
  }
}

/**
 * once: runs when it is reached, if at all. loop: runs again, so what it assigns further down is unknown at its top.
 * later: the body of a function, run when nobody can say what was assigned in between.
 */
type Timing = 'once' | 'loop' | 'later';

/** More exported variables than this are not handed to commands: real scripts have a few dozen. */
const mostExported = 200;

/** The variables of a script at one place in it. */
export class Scope {
  private readonly own = new Map<string, Variable>();
  /** Names in `own` that commands get; apart, because scripts have many variables and export few. */
  private readonly ownExported = new Set<string>();
  /** Nothing assigned in the scopes around this one is known any more. */
  private sealed = false;

  private constructor(
    private readonly parent: Scope | undefined,
    private readonly index: AssignmentIndex,
    private readonly timing: Timing,
    private readonly span: Range,
  ) {}

  static ofScript(script: string): Scope {
    return new Scope(undefined, new AssignmentIndex(script), 'once', { start: 0, end: script.length });
  }

  /** The scope of code that may run or not, or runs in a process of its own. */
  inner(timing: Timing = 'once', span: Range = this.span): Scope {
    return new Scope(this, this.index, timing, span);
  }

  /** Undefined where the script has not assigned it so far: then the environment may have. */
  get(name: string): Variable | undefined {
    let uncertain = false;
    for (let scope: Scope | undefined = this; scope; scope = scope.around()) {
      const found = scope.own.get(name);
      if (found) return uncertain ? { ...found, value: undefined } : found;
      if (scope.timing === 'loop') uncertain ||= this.index.anyWithin(name, scope.span);
      if (scope.timing === 'later') uncertain ||= this.index.count(name) !== 1;
    }
    return undefined;
  }

  set(name: string, variable: Variable): void {
    this.own.set(name, variable);
    if (variable.exported && this.ownExported.size < mostExported) this.ownExported.add(name);
  }

  /** From here on nobody knows what it holds: it was read from somewhere, or unset. */
  forget(name: string): void {
    const known = this.get(name);
    if (known) this.set(name, { ...known, value: undefined });
  }

  /** Forgets every variable, as after reading another script. */
  forgetAll(): void {
    this.own.clear();
    this.ownExported.clear();
    this.sealed = true;
  }

  /** The names assigned in this scope itself. */
  get assigned(): Iterable<string> {
    return this.own.keys();
  }

  /** Takes over what holds after exactly one of `branches` ran; `exhaustive` is false where none may have run. */
  join(branches: readonly Scope[], exhaustive: boolean): void {
    if (branches.some((branch) => branch.sealed)) {
      this.forgetAll();
      return;
    }
    const names = new Set(branches.flatMap((branch) => [...branch.own.keys()]));
    for (const name of names) {
      const before = this.get(name);
      const outcomes = branches.map((branch) => branch.own.get(name) ?? before);
      if (!exhaustive) outcomes.push(before);
      const assigned = outcomes.find((outcome) => outcome !== undefined)!;
      const exported = outcomes.some((outcome) => outcome?.exported);
      this.set(name, { ...assigned, exported, value: common(outcomes.map((outcome) => outcome?.value)) });
    }
  }

  /** The words of exported variables, as a command gets them. */
  exported(): Record<string, Word> {
    const words: Record<string, Word> = {};
    const seen = new Set<string>();
    for (let scope: Scope | undefined = this; scope && seen.size < mostExported; scope = scope.around())
      for (const name of scope.ownExported) {
        if (seen.has(name)) continue;
        seen.add(name);
        const { word, value } = scope.own.get(name)!;
        words[name] = value === undefined && word.value !== undefined ? { ...word, value: undefined } : word;
      }
    return words;
  }

  private around(): Scope | undefined {
    return this.sealed ? undefined : this.parent;
  }
}

/** What several outcomes have in common: the text if all are the same, the elements that all arrays begin with. */
function common(values: readonly Variable['value'][]): Variable['value'] {
  const [first] = values;
  if (first === undefined) return undefined;
  if (!isList(first)) {
    const same = values.every((value) => value !== undefined && !isList(value) && value.text === first.text);
    return same ? first : undefined;
  }
  const lists = values.filter(isList);
  if (lists.length < values.length) return undefined;
  const longest = lists.reduce((a, b) => (b.length > a.length ? b : a));
  let shared = 0;
  while (shared < longest.length && lists.every((list) => list[shared] === longest[shared])) shared++;
  if (shared === longest.length) return longest;
  // What follows is there in some cases only, and nothing is known of it but where it stands.
  return [
    ...longest.slice(0, shared),
    ...longest.slice(shared, shared + 1).map(({ word }) => unknownField(word)),
  ];
}

function unknownField({ raw, range }: Word): Field {
  return { word: { value: undefined, raw, range }, content: undefined, lenient: undefined };
}
