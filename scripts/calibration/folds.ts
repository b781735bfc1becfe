import { familyOf } from './families.ts';
import type { MeasuredRun, Values } from './rows.ts';

/** Constants by era and by what the fit did not see, such as `gpu H100-SXM5-80GB` or `model Llama-70B`. */
export type Folds = Record<string, Record<string, Values>>;

/** Cards that differ in power limit, form factor or amount of memory are left out together. */
export const gpuFold = (run: MeasuredRun): string =>
  `gpu ${run.experiment.spec.gpu.name.replace(/^A100-.*/, 'A100').replace(/^H100-.*/, 'H100')}`;
export const modelFold = (run: MeasuredRun): string => `model ${familyOf(run.experiment.spec.model)}`;

export interface Fold {
  readonly name: string;
  has(run: MeasuredRun): boolean;
}

export function foldNames(runs: readonly MeasuredRun[]): Fold[] {
  const by = (key: (run: MeasuredRun) => string): Fold[] =>
    [...new Set(runs.map(key))].sort().map((name) => ({ name, has: (run) => key(run) === name }));
  return [...by(gpuFold), ...by(modelFold)];
}
