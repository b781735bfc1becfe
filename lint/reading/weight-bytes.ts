import { bytesPerStoredNumber } from '../../catalog/number-formats.ts';
import type { Deployment } from '../../deployment/deployment.ts';

/** Bytes of weights that one GPU loads, as far as model and format are known: parameters shared by all ranks. */
export function weightBytes({ model, precision, parallelism }: Deployment): number | undefined {
  const parameters = model.architecture?.value.parameters;
  const format = precision.weights?.value;
  if (parameters === undefined || format === undefined || !(format in bytesPerStoredNumber)) return undefined;
  const ranks = (parallelism.tensor?.value ?? 1) * (parallelism.pipeline?.value ?? 1);
  return (parameters * bytesPerStoredNumber[format as keyof typeof bytesPerStoredNumber]) / ranks;
}
