import type { Deployment } from '../deployment.ts';
import { derived, type Traced } from '../traced.ts';

/** The longest sequence of a server that nobody limits: what the model was made for. */
export function modelLength({ model }: Deployment, engine: string): Traced<number> | undefined {
  const architecture = model.architecture?.value;
  return architecture?.maxPosition === undefined
    ? undefined
    : derived(
        architecture.maxPosition,
        `max_position_embeddings of ${architecture.name}, as ${engine} takes it`,
      );
}
