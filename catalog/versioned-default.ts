import type { Source } from './types.ts';

/** A default that an engine applies where nobody sets the value. */
export interface EngineDefault<T extends number | boolean | string = number | boolean | string> {
  readonly value: T;
  readonly source: Source;
  /** False where the release that changed it is not pinned, or the release was not read. */
  readonly certain: boolean;
}
