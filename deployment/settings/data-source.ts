import type { Range } from '../../grammar/text.ts';
import { inFile } from '../traced.ts';
import { type Data, dig, type Setting, type SettingSource } from './setting.ts';

/** A parsed YAML or JSON document. */
export interface DataDocument {
  readonly value: unknown;
  /** The place of the value, or with `key: true` of the key, at a path. */
  rangeOf(path: readonly (string | number)[], options?: { key?: boolean }): Range | undefined;
}

/** The settings of a YAML or JSON file, each traced to where its value stands. `start` is where the document begins. */
export class DataSource implements SettingSource {
  constructor(
    private readonly document: DataDocument,
    private readonly path: string,
    private readonly start = 0,
  ) {}

  /** The whole document. */
  get data(): Data {
    return this.document.value as Data;
  }

  /** Where a key is written. */
  placeOfKey(path: readonly string[]): { path: string; range: Range } | undefined {
    const range = this.document.rangeOf(path, { key: true });
    return (
      range && { path: this.path, range: { start: range.start + this.start, end: range.end + this.start } }
    );
  }

  find(...names: readonly string[]): Setting | undefined {
    for (const name of names) {
      const found = dig(this.document.value as Data, name.split('.'));
      const range = found && (this.document.rangeOf(found.path) ?? this.document.rangeOf([]));
      if (found && range)
        return inFile(found.value, this.path, {
          start: range.start + this.start,
          end: range.end + this.start,
        });
    }
    return undefined;
  }
}
