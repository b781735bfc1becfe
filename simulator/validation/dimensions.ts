/** Columns by which errors can be grouped. */
export const dimensions = [
  'suite',
  'engine',
  'gpu',
  'model',
  'metric',
  'class',
  'version',
  'weights',
  'tp',
  'concurrency',
] as const;
export type Dimension = (typeof dimensions)[number];
