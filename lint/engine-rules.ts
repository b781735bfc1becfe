import type { Rule } from './rule.ts';
import { expertsNotDivisible } from './rules/model/experts-not-divisible.ts';
import { fp16Unsafe } from './rules/model/fp16-unsafe.ts';
import { gpusIdle } from './rules/model/gpus-idle.ts';
import { gpusNotEnough } from './rules/model/gpus-not-enough.ts';
import { groupSplit } from './rules/model/group-split.ts';
import { halfOnly } from './rules/model/half-only.ts';
import { headsNotDivisible } from './rules/model/heads-not-divisible.ts';
import { kvHeadsNotDivisible } from './rules/model/kv-heads-not-divisible.ts';
import { layersOverStages } from './rules/model/layers-over-stages.ts';
import { longerThanPositions } from './rules/model/longer-than-positions.ts';
import { quantizationDiffers } from './rules/model/quantization-differs.ts';

/** The rules about how engines are started and built, by area and number; part of the registry. */
export const engineRules: readonly Rule[] = [
  headsNotDivisible,
  kvHeadsNotDivisible,
  layersOverStages,
  expertsNotDivisible,
  longerThanPositions,
  quantizationDiffers,
  halfOnly,
  fp16Unsafe,
  groupSplit,
  gpusNotEnough,
  gpusIdle,
];
