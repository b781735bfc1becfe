import type { JsonValue } from '../../grammar/textproto/index.ts';

/** A message as `readMessage` gives it: fields without a value are absent, 64-bit integers are text. */
export type Message = { readonly [name: string]: JsonValue };

export const integer = (value: JsonValue | undefined): number => Number(value ?? 0);
export const list = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? value : [];
export const message = (value: JsonValue | undefined): Message | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Message) : undefined;
