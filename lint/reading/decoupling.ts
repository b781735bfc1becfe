import type { Project } from '../../deployment/project.ts';
import { booleanValue, messageFields, scalarField } from '../../grammar/textproto/query.ts';
import { backendOf, pythonScript } from './backends.ts';
import { ConfigMemory } from './config-memory.ts';
import { type EnsembleStep, ensembleSteps, runningOrder } from './ensemble-steps.ts';
import { type ModelConfig, modelsBeside } from './model-config.ts';

const answers = new ConfigMemory<boolean | 'unknown'>();

/**
 * Whether a model answers a request as often as it likes. An ensemble does where a decoupled model is on the way,
 * whatever it says itself; a backend may set it where the config does not. Unknown where the files do not tell.
 */
export function isDecoupled(project: Project, config: ModelConfig): boolean | undefined {
  const memory = answers.in(project);
  const known = memory.get(config);
  if (known !== undefined) return known === 'unknown' ? undefined : known;
  // An ensemble that runs itself is a mistake of its own; here it ends the search.
  memory.set(config, 'unknown');
  const answer = config.isEnsemble ? ensembleIsDecoupled(project, config) : modelIsDecoupled(project, config);
  memory.set(config, answer ?? 'unknown');
  return answer;
}

function modelIsDecoupled(project: Project, config: ModelConfig): boolean | undefined {
  const policy = messageFields(config.root, 'model_transaction_policy').at(-1);
  const node = policy && scalarField(policy, 'decoupled');
  if (node) return booleanValue(node);
  const backend = backendOf(project, config);
  if (!config.whole || backend === 'vllm') return backend === 'vllm' ? true : undefined;
  const sets = pythonScript(project, config)?.text.includes('set_model_transaction_policy') ?? false;
  return sets ? undefined : false;
}

function ensembleIsDecoupled(project: Project, config: ModelConfig): boolean | undefined {
  const beside = modelsBeside(project, config);
  const members = ensembleSteps(config).map(({ model }) => {
    const member = model === undefined ? undefined : beside.get(model);
    return member && isDecoupled(project, member);
  });
  if (members.includes(true)) return true;
  return members.includes(undefined) ? undefined : false;
}

/** 0 for what has passed through no decoupled model, else one number for each decoupled step; undefined for unknown. */
export type Label = number | undefined;

/** For each tensor of an ensemble the decoupled step that it comes from last (ValidateEnsembleConfig). */
export function decoupleLabels(project: Project, config: ModelConfig): ReadonlyMap<string, Label> {
  const steps = ensembleSteps(config);
  const beside = modelsBeside(project, config);
  const namesOf = (side: 'inputs' | 'outputs'): string[] =>
    steps.flatMap((step) => step[side].flatMap(({ ensembleTensor }) => ensembleTensor ?? []));
  const written = new Set(namesOf('outputs'));
  const atHand = namesOf('inputs').filter((name) => !written.has(name));
  const labels = new Map<string, Label>(atHand.map((name) => [name, 0]));
  for (const step of runningOrder(steps, atHand)) {
    const member = step.model === undefined ? undefined : beside.get(step.model);
    const decoupled = member && isDecoupled(project, member);
    const label =
      decoupled === undefined ? undefined : decoupled ? step.index + 1 : labelsOf(step, labels)[0];
    for (const { ensembleTensor } of step.outputs)
      if (ensembleTensor !== undefined) labels.set(ensembleTensor, label);
  }
  return labels;
}

export const labelsOf = (step: EnsembleStep, labels: ReadonlyMap<string, Label>): Label[] =>
  step.inputs.map(({ ensembleTensor }) => labels.get(ensembleTensor ?? ''));

/** True where two of the tensors surely come from different decoupled steps, or one from such a step and one from none. */
export const diverge = (labels: readonly Label[]): boolean =>
  new Set(labels.filter((label) => label !== undefined)).size > 1;
