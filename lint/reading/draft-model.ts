import type { ModelArchitecture } from '../../catalog/types.ts';
import { modelFrom } from '../../deployment/model-name.ts';
import type { Project } from '../../deployment/project.ts';
import { text, traced } from '../../deployment/settings/leaves.ts';
import type { Traced } from '../../deployment/traced.ts';
import type { EngineRun } from './engine-runs.ts';

export interface DraftModel {
  readonly named: Traced<string>;
  /** Known where it is a model of the catalogue or of the workspace. */
  readonly architecture: ModelArchitecture | undefined;
}

/**
 * The small language model that drafts for vLLM: said by the method, or found out as vLLM does, which takes what is
 * named for one unless its config.json says EAGLE, Medusa or the like.
 */
export function draftModel({ settings }: EngineRun, project: Project): DraftModel | undefined {
  const named = traced(settings, text, 'speculative-config.model', 'spec-model');
  const method = traced(settings, text, 'speculative-config.method', 'spec-method')?.value;
  if (!named) return undefined;
  const architecture = modelFrom(named, project.files).architecture?.value;
  if (method === 'draft_model') return { named, architecture };
  const special = /eagle|medusa|mtp|speculator|dflash/i.test(named.value);
  return method === undefined && !special && architecture ? { named, architecture } : undefined;
}
