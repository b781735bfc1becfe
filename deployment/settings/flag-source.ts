import { type FlagAtVersion, type FlagTable, flagAt, resolveFlag } from '../../catalog/flags.ts';
import { partOfWord, type Word } from '../../grammar/command.ts';
import type { Range } from '../../grammar/text.ts';
import { inFile } from '../traced.ts';
import { type Data, dig, foldName, type Setting, type SettingSource } from './setting.ts';

interface GivenFlag {
  /** Every spelling of the option, folded. */
  readonly names: ReadonlySet<string>;
  /** `key` of `--option.key`, as written. */
  readonly key: string | undefined;
  readonly setting: Setting;
}

/** The words of a command as its tool reads them: abbreviations, other spellings and dotted keys resolved by release. */
export class FlagSource implements SettingSource {
  readonly positionals: readonly Word[];
  private readonly given: readonly GivenFlag[];

  constructor(
    words: readonly Word[],
    private readonly path: string,
    private readonly table: FlagTable,
    private readonly version: string | undefined,
  ) {
    const given: GivenFlag[] = [];
    const positionals: Word[] = [];
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      const text = textOf(word);
      if (text === '--') {
        positionals.push(...words.slice(i + 1));
        break;
      }
      if (!isFlag(text)) {
        positionals.push(word);
        continue;
      }
      const { flag, values } = this.flag(word, words.slice(i + 1));
      given.push(flag);
      i += values;
    }
    this.given = given;
    this.positionals = positionals;
  }

  find(...names: readonly string[]): Setting | undefined {
    for (const name of names) {
      const [option, ...keys] = name.split('.').map(foldName);
      const same = this.given.filter((flag) => flag.names.has(option!));
      const dotted = same.findLast((flag) => flag.key !== undefined && foldName(flag.key) === keys.join('.'));
      const whole = same.findLast((flag) => flag.key === undefined);
      const setting = keys.length === 0 ? whole?.setting : (dotted?.setting ?? inside(whole, keys));
      if (setting) return setting;
    }
    return undefined;
  }

  /** The option that a word is, and how many of the words after it are its values. */
  private flag(word: Word, following: readonly Word[]): { flag: GivenFlag; values: number } {
    const text = textOf(word);
    const equals = text.startsWith('--') ? text.indexOf('=') : -1;
    const written = equals > 0 ? text.slice(0, equals) : text;
    const { shape, negated } = this.resolve(written);
    const dot = this.table.dottedKeys ? written.indexOf('.') : -1;
    const option = dot > 0 ? written.slice(0, dot) : written;
    const names = new Set([option, ...(shape ? [shape.name, ...shape.aliases] : [])].map(foldName));
    const result = (value: Data | undefined, range: Range, values: number) => ({
      flag: {
        names,
        key: dot > 0 ? written.slice(dot + 1) : undefined,
        setting: inFile(value, this.path, range),
      },
      values,
    });
    if (negated) return result(false, word.range, 0);
    if (equals > 0) {
      const value = word.value?.slice(equals + 1);
      return result(read(value, shape), partOfWord(word, equals + 1), 0);
    }
    const attached = shape && attachedValue(written, shape);
    if (attached) return result(read(attached, shape), word.range, 0);
    const values = following.slice(0, arity(shape, following));
    if (values.length === 0) return result(takesNothing(shape) || undefined, word.range, 0);
    const range = { start: values[0]!.range.start, end: values.at(-1)!.range.end };
    // Arguments put together from several places stand in no order that a range could span.
    const place = range.end < range.start || values.length === 1 ? values[0]!.range : range;
    if (values.length === 1) return result(read(values[0]!.value, shape), place, 1);
    const texts = values.map(({ value }) => value);
    return result(texts.every((each) => each !== undefined) ? texts : undefined, place, values.length);
  }

  /** As the release has the option; an option of another release is read as that one has it. */
  private resolve(written: string): { shape: FlagAtVersion | undefined; negated: boolean } {
    for (const version of new Set([this.version, undefined])) {
      const resolved = resolveFlag(this.table, written, version);
      if (resolved.kind === 'exact' || resolved.kind === 'abbreviation')
        return { shape: resolved.flag, negated: resolved.negated === true };
    }
    return { shape: flagAt(this.table, written), negated: false };
  }
}

const textOf = (word: Word): string => word.value ?? word.head ?? word.raw;
const isFlag = (text: string): boolean => /^--?[A-Za-z]/.test(text);
const takesNothing = (shape: FlagAtVersion | undefined): boolean =>
  shape === undefined || !shape.takesValue || shape.nargs === '?' || shape.nargs === '*';

/** How many of the words that follow belong to an option; for an unknown option one, if it is no option itself. */
function arity(shape: FlagAtVersion | undefined, following: readonly Word[]): number {
  const next = following.findIndex((word) => isFlag(textOf(word)));
  const most = next < 0 ? following.length : next;
  if (shape && !shape.takesValue) return 0;
  return shape?.nargs === '+' || shape?.nargs === '*' ? most : Math.min(1, most);
}

/** `-tp2`, `-O3` */
function attachedValue(written: string, shape: FlagAtVersion): string | undefined {
  if (written.startsWith('--') || !shape.takesValue) return undefined;
  const spelling = [shape.name, ...shape.aliases]
    .filter((each) => !each.startsWith('--') && written.startsWith(each))
    .sort((a, b) => b.length - a.length)[0];
  return spelling === undefined || spelling === written
    ? undefined
    : written.slice(spelling.length).replace(/^=/, '');
}

/** Options of JSON become data; where the text is no JSON it stays one. */
function read(value: string | undefined, shape: FlagAtVersion | undefined): Data | undefined {
  if (value === undefined || (shape?.type !== 'json' && !/^\s*\{/.test(value))) return value;
  try {
    return JSON.parse(value) as Data;
  } catch {
    return value;
  }
}

/** A key of an option whose value is JSON; unknown where the whole option is. */
function inside(flag: GivenFlag | undefined, keys: readonly string[]): Setting | undefined {
  if (!flag) return undefined;
  if (flag.setting.value === undefined) return flag.setting;
  const found = dig(flag.setting.value, keys);
  return found && { value: found.value, origin: flag.setting.origin };
}
