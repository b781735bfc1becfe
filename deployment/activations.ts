import type { NumberFormat, WeightFormat } from './deployment.ts';
import { derived, type Traced } from './traced.ts';

/** The number format that a weight format computes in, where the format alone decides it. */
export function activationsFor(weights: WeightFormat): Traced<NumberFormat> | undefined {
  switch (weights) {
    case 'fp32':
    case 'bf16':
    case 'fp16':
    case 'fp8':
    case 'nvfp4':
      return derived(weights, `${weights} weights compute in ${weights}`);
    case 'int8-sq':
      return derived('int8', 'SmoothQuant computes in INT8');
    case 'w4a8-awq':
      return derived('fp8', 'W4A8 computes in FP8');
    default:
      return undefined;
  }
}
