import type { Deployment } from '../deployment/deployment.ts';
import { specOf } from '../simulator/index.ts';
import type { Assumption, EngineSpec } from '../simulator/spec.ts';
import { UsageError } from './errors.ts';

/** The numbers to simulate, or a line that says what is unknown and which flag says it. */
export function requireSpec(deployment: Deployment): {
  spec: EngineSpec;
  assumptions: readonly Assumption[];
} {
  const read = specOf(deployment);
  if (read.ok) return read;
  throw new UsageError(
    `${deployment.name}: unknown ${read.missing.map((missing) => missing.what).join(', ')}`,
    read.missing.map((missing) => missing.hint).join('; '),
  );
}
