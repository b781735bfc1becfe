import type { Deployment } from '../../../deployment/deployment.ts';
import type { Missing } from '../../../simulator/spec.ts';
import type { Catalogue } from '../knobs/apply-knobs.ts';
import type { KnobId, KnobValue } from '../knobs/knobs.ts';

interface ChooseProps {
  readonly missing: readonly Missing[];
  readonly deployment: Deployment;
  readonly catalogue: Catalogue;
  readonly onTurn: (id: KnobId, value: KnobValue | undefined) => void;
}

/** There is no prediction without a model and a GPU: says what is missing and lets it be chosen right here. */
export function ChooseMissing({ missing, deployment, catalogue, onTurn }: ChooseProps) {
  return (
    <section class="state" aria-labelledby="missing-title">
      <h2 id="missing-title">One more thing before there are numbers</h2>
      <ul>
        {missing.map((one) => (
          <li key={one.what}>
            <strong>{one.what}</strong> <span class="muted">{one.hint}</span>
          </li>
        ))}
      </ul>
      <div class="choices">
        {!deployment.model.architecture && (
          <CatalogueChoice
            label="Model"
            names={catalogue.models.map(({ name }) => name)}
            onChoose={(name) => onTurn('model', name)}
          />
        )}
        {!deployment.gpu.model && (
          <CatalogueChoice
            label="GPU"
            names={catalogue.gpus.map(({ name }) => name)}
            onChoose={(name) => onTurn('gpu', name)}
          />
        )}
      </div>
    </section>
  );
}

interface CatalogueChoiceProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly onChoose: (name: string | undefined) => void;
}

function CatalogueChoice({ label, names, onChoose }: CatalogueChoiceProps) {
  return (
    <label>
      {label}
      <select value="" onChange={(event) => onChoose(event.currentTarget.value || undefined)}>
        <option value="">choose…</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** In place of the comparison where nothing could run. */
export function DoesNotFit({ problem }: { problem: string | undefined }) {
  return (
    <section class="state problem" aria-labelledby="fit-title">
      <h2 id="fit-title">This does not start</h2>
      <p>{problem ?? 'The weights and buffers leave no room for one request of the longest length.'}</p>
      <p class="muted">
        Smaller weights, a smaller batch, more GPUs to share each layer, or a larger GPU: turn them under
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
