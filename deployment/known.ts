/** `{ [key]: value }`, or nothing where the value is unknown: optional fields are absent, never `undefined`. */
export function known<Key extends string, T>(key: Key, value: T | undefined): { [K in Key]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: T });
}
