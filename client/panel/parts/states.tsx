import type { Deployment } from '../../../deployment/deployment.ts';
import type { Missing } from '../../../simulator/spec.ts';
import type { Catalogue } from '../knobs/apply-knobs.ts';
import { optionsOf } from '../knobs/choice-field.tsx';
import { type ChoiceKnob, knobById } from '../knobs/knob-list.ts';
import type { KnobId, KnobValue } from '../knobs/knobs.ts';
import { sentence } from '../words/sentence.ts';

const listed = new Intl.ListFormat('en-GB', { type: 'conjunction' });

interface ChooseProps {
  readonly missing: readonly Missing[];
  readonly deployment: Deployment;
  readonly catalogue: Catalogue;
  readonly onTurn: (id: KnobId, value: KnobValue | undefined) => void;
}

/** There is no prediction without a model, its weight format and a GPU: says what is missing and lets it be chosen right here. */
export function ChooseMissing({ missing, deployment, catalogue, onTurn }: ChooseProps) {
  return (
    <section class="state" aria-labelledby="missing-title">
      <h2 id="missing-title">Choose, and the numbers appear</h2>
      <p class="muted">The files do not name {listed.format(missing.map((one) => one.what))}.</p>
      <div class="choices">
        {lacking(deployment).map((knob) => (
          <label key={knob.id}>
            {knob.label}
            <select
              data-choose={knob.id}
              value=""
              onChange={(event) => onTurn(knob.id, event.currentTarget.value || undefined)}
            >
              <option value="">choose…</option>
              {optionsOf(knob, catalogue).map((option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
    </section>
  );
}

/** The knobs for what a prediction cannot do without and the deployment does not say. */
function lacking({ model, gpu, precision }: Deployment): ChoiceKnob[] {
  const ids: KnobId[] = [];
  if (!model.architecture) ids.push('model');
  if (!gpu.model) ids.push('gpu');
  if (!precision.weights) ids.push('weights');
  return ids.map((id) => knobById.get(id)).filter((knob) => knob?.kind === 'choice');
}

/** In place of the comparison where nothing could run. */
export function DoesNotFit({ problem }: { problem: string | undefined }) {
  return (
    <section class="state problem" aria-labelledby="fit-title">
      <h2 id="fit-title">Does not fit</h2>
      <p>
        {sentence(problem ?? 'the weights and buffers leave no room for one request of the longest length')}
      </p>
      <p class="muted">
        Shorter sequences, smaller weights, more GPUs to share each layer or a larger GPU: turn them under
        “What if”. Latencies return as soon as it fits.
      </p>
    </section>
  );
}

export function Waiting() {
  return (
    <p class="state muted" role="status">
      Reading the deployment…
    </p>
  );
}

export function Failed({ why }: { why: string }) {
  return (
    <section class="state problem" role="alert">
      <h2>The deployments could not be read</h2>
      <p>{why}</p>
    </section>
  );
}

/** In place of the figures until the first of them are there. */
export function Simulating() {
  return (
    <p class="state simulating muted" role="status">
      Simulating…
    </p>
  );
}

/** In place of the figures where the worker broke. */
export function SimulationFailed({ why, onRetry }: { why: string; onRetry: () => void }) {
  return (
    <section class="state problem" role="alert" aria-labelledby="failed-title">
      <h2 id="failed-title">There are no latencies: the simulation failed</h2>
      <p>{sentence(why)}</p>
      <p class="muted">
        Try again or turn a knob, which starts it anew. Where it fails again, load the page anew; the command
        under “The same in a terminal” simulates the same without this page.
      </p>
      <button type="button" class="action" onClick={onRetry}>
        Try again
      </button>
    </section>
  );
}

/** The files were read and none of them serves a model. */
export function NothingFound() {
  return (
    <section class="state" aria-labelledby="nothing-title">
      <h2 id="nothing-title">No deployment found</h2>
      <p class="muted">
        Batchwise looks for model repositories (config.pbtxt), engine builds and launch commands. None of
        these files starts an engine, so put one together from the catalogue.
      </p>
    </section>
  );
}
