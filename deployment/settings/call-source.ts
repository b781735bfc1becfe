import { argumentOf, type PythonCall, type PythonValue } from '../../grammar/python-call.ts';
import { inFile } from '../traced.ts';
import { type Data, dig, foldName, type Setting, type SettingSource } from './setting.ts';

/** The keyword arguments of a Python call; `a.b` looks into the dictionary, or the call, that is given as `a`. */
export class CallSource implements SettingSource {
  constructor(
    private readonly call: PythonCall,
    private readonly path: string,
    /** Parameters that may be given by their place, in order. */
    private readonly places: readonly string[] = [],
  ) {}

  find(...names: readonly string[]): Setting | undefined {
    for (const name of names) {
      const [first, ...keys] = name.split('.');
      const value = this.argument(first!);
      const setting = value && this.inside(value, keys);
      if (setting) return setting;
    }
    return undefined;
  }

  private argument(name: string): PythonValue | undefined {
    const keyword = this.call.keywords.findLast((each) => foldName(each.name) === foldName(name));
    const place = this.places.indexOf(name);
    return keyword?.value ?? (place < 0 ? undefined : argumentOf(this.call, name, place));
  }

  private inside(value: PythonValue, keys: readonly string[]): Setting | undefined {
    const [key, ...rest] = keys;
    if (key === undefined) return inFile(dataOf(value), this.path, value.range);
    if (value.kind === 'call') {
      const keyword = value.call.keywords.findLast((each) => foldName(each.name) === foldName(key));
      if (keyword) return this.inside(keyword.value, rest);
      return value.call.open ? inFile(undefined, this.path, value.range) : undefined;
    }
    if (value.kind === 'dict') {
      const entry = value.entries.findLast(
        ({ key: each }) => each.kind === 'literal' && foldName(String(each.value)) === foldName(key),
      );
      return entry && this.inside(entry.value, rest);
    }
    const data = dataOf(value);
    if (data === undefined) return inFile(undefined, this.path, value.range);
    const found = dig(data, keys);
    return found && inFile(found.value, this.path, value.range);
  }
}

/** An argument as plain data; undefined where a part of it is unknown. A name such as `torch.float16` is its text. */
function dataOf(value: PythonValue): Data | undefined {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'name':
      return value.name;
    case 'list': {
      const items = value.items.map(dataOf);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'dict': {
      const entries: [string, Data][] = [];
      for (const { key, value: item } of value.entries) {
        const data = dataOf(item);
        if (key.kind !== 'literal' || data === undefined) return undefined;
        entries.push([String(key.value), data]);
      }
      return Object.fromEntries(entries);
    }
    default:
      return undefined;
  }
}
