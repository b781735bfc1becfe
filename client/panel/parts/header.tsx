import type { Deployment } from '../../../deployment/deployment.ts';
import type { Traced } from '../../../deployment/traced.ts';
import { identify } from '../identify.ts';
import { shortName } from '../words/short-name.ts';
import { shortPath } from '../words/short-path.ts';
import { TracedValue } from './traced-value.tsx';

interface HeaderProps {
  /** The deployments to choose from, and the chosen one with its knobs applied. */
  readonly deployments: readonly Deployment[];
  readonly deployment: Deployment;
  /** What the deployments were read from: paths below it are shown from there. */
  readonly root: string | undefined;
  /** The KV format that is simulated where the deployment names none. */
  readonly assumedKv: Traced<string> | undefined;
  readonly selected: number;
  readonly onSelect: (index: number) => void;
}

/** What is looked at: the deployment's name and the facts that decide its speed, each with its origin. */
export function Header({ deployments, deployment, root, assumedKv, selected, onSelect }: HeaderProps) {
  const ids = identify(deployments);
  return (
    <header class="header">
      {deployments.length > 1 ? (
        <label class="chooser">
          <span class="overline">Deployment, one of {deployments.length}</span>
          <select value={selected} onChange={(event) => onSelect(Number(event.currentTarget.value))}>
            {deployments.map((one, index) => (
              <option key={ids[index]} value={index}>
                {one.name}
                {one.path ? ` (${shortPath(one.path, root)})` : ''}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <>
          <span class="overline">Deployment</span>
          <h1>{deployment.name}</h1>
          {deployment.path && <p class="path muted">{shortPath(deployment.path, root)}</p>}
        </>
      )}
      <dl class="facts">
        {factsOf(deployment, assumedKv).map(([label, traced]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {traced ? (
                <TracedValue text={traced.value} origin={traced.origin} />
              ) : (
                <span class="unknown">unknown</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

const engineNames = {
  'tensorrt-llm': 'TensorRT-LLM',
  vllm: 'vLLM',
  sglang: 'SGLang',
  tgi: 'TGI',
  triton: 'Triton',
} as const;

function factsOf(
  deployment: Deployment,
  assumedKv: Traced<string> | undefined,
): [string, Traced<string> | undefined][] {
  const { engine, model, gpu, precision, batching } = deployment;
  const count = gpu.count?.value ?? 1;
  return [
    ['Model', model.architecture ? worded(model.architecture, nameOf) : model.name],
    ['GPU', worded(gpu.model, (card) => `${count} × ${card.name}`)],
    ['Engine', { value: engineNames[engine.name.value], origin: engine.name.origin }],
    ['Version', engine.version],
    ['Weights', worded(precision.weights, String)],
    ['KV cache', worded(precision.kvCache, String) ?? assumedKv],
    ['Batching', worded(batching.kind, String)],
  ];
}

const nameOf = ({ name }: { name: string }) => shortName(name);

function worded<T>(traced: Traced<T> | undefined, words: (value: T) => string): Traced<string> | undefined {
  return traced && { value: words(traced.value), origin: traced.origin };
}
