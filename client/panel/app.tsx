import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Deployment } from '../../deployment/deployment.ts';
import { byDefault } from '../../deployment/traced.ts';
import type { Host } from './host.ts';
import { identify, indexOf } from './identify.ts';
import type { DeploymentsFile } from './messages.ts';
import { SourcesContext } from './parts/sources.ts';
import { Failed, Waiting } from './parts/states.tsx';
import { Simulator } from './simulation/simulator.ts';
import { workerStarter } from './simulation/start-worker.ts';
import { type PanelState, startState } from './state.ts';
import { WhatIf } from './what-if.tsx';

/** The page: waits for the deployments, remembers what is looked at and turned. */
export function App({ host }: { host: Host }) {
  const [file, setFile] = useState<DeploymentsFile>();
  const [failure, setFailure] = useState<string>();
  const [state, setState] = useState<PanelState>(() => host.load());
  const simulator = useMemo(() => new Simulator(workerStarter(() => host.workerScript())), [host]);

  useEffect(() => {
    host.listen((arrived) => {
      setFile(arrived);
      setFailure(undefined);
    }, setFailure);
  }, [host]);

  const change = (next: PanelState) => {
    setState(next);
    host.save(next);
  };

  if (!file) return <main class="page">{failure ? <Failed why={failure} /> : <Waiting />}</main>;
  const found = file.deployments.length > 0;
  const deployments = found ? file.deployments : [nothingFound];
  const ids = identify(deployments);
  const selected = indexOf(deployments, state.selected ?? file.selected);
  return (
    <SourcesContext.Provider
      value={{ places: file.places ?? [], ...(host.reveal ? { reveal: host.reveal } : {}) }}
    >
      <WhatIf
        // Another deployment starts afresh; new contents of the same files keep the knobs.
        key={ids[selected]}
        found={found}
        deployments={deployments}
        selected={selected}
        state={state}
        root={file.root}
        simulator={simulator}
        onSelect={(index) => change({ ...startState, selected: ids[index]! })}
        onChange={change}
      />
    </SourcesContext.Provider>
  );
}

/** Stands in where the files hold no deployment, so that one can be put together from the catalogue. */
const nothingFound: Deployment = {
  name: 'Any model on any GPU',
  engine: { name: byDefault('tensorrt-llm', 'this page') },
  model: {},
  precision: {},
  parallelism: {},
  gpu: {},
  limits: {},
  kvCache: {},
  batching: {},
};
