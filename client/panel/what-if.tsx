import { useMemo } from 'preact/hooks';
import type { BatchingKind, Deployment } from '../../deployment/deployment.ts';
import { derived, type Traced } from '../../deployment/traced.ts';
import { catalogue } from './catalogue.ts';
import { type Evaluation, evaluate, startsOf } from './evaluate.ts';
import { Changes } from './knobs/changes.tsx';
import { commandOf } from './knobs/command.ts';
import { KnobPanel } from './knobs/knob-panel.tsx';
import { withKnob } from './knobs/knobs.ts';
import { LatencySection } from './latency/latency-table.tsx';
import { VerdictLine } from './latency/verdict-line.tsx';
import { MemorySection } from './memory/memory-bar.tsx';
import { Assumptions } from './parts/assumptions.tsx';
import { Header } from './parts/header.tsx';
import { ProgressLine } from './parts/progress-line.tsx';
import { ChooseMissing, DoesNotFit, NothingFound, Simulating, SimulationFailed } from './parts/states.tsx';
import type { Simulator } from './simulation/simulator.ts';
import { mostRequests } from './simulation/stages.ts';
import { useSimulation } from './simulation/use-simulation.ts';
import type { PanelState } from './state.ts';
import { TimelineSection } from './timeline/timeline.tsx';
import { useEachFrame } from './use-each-frame.ts';

interface WhatIfProps {
  /** False where the files hold no deployment and `deployments` is the empty one to start from. */
  readonly found: boolean;
  readonly deployments: readonly Deployment[];
  readonly selected: number;
  readonly state: PanelState;
  /** What the deployments were read from. */
  readonly root: string | undefined;
  readonly simulator: Simulator;
  readonly onSelect: (index: number) => void;
  readonly onChange: (state: PanelState) => void;
}

/** One deployment and its knobs. Memory is worked out at once; latencies come from the worker a moment later. */
export function WhatIf(props: WhatIfProps) {
  const { found, deployments, selected, state, root, simulator, onSelect, onChange } = props;
  const original = deployments[selected]!;
  const { model, gpu, weights } = state.knobs;
  const starts = useMemo(() => startsOf(original, state.knobs, catalogue), [original, model, gpu, weights]);
  const dynamic = state.dynamic ?? original.batching.kind?.value === 'dynamic';
  const result = useEachFrame(
    () => evaluate(starts, state.knobs, comparedModes(dynamic), catalogue),
    [starts, state.knobs, dynamic],
  );
  const simulation = useSimulation(simulator, result.state === 'ready' ? result.question : undefined);
  const answer = result.state === 'ready' && simulation.failure === undefined ? simulation.answer : undefined;
  const progress = simulation.slow ? simulation.progress : undefined;
  /** What the answer was asked for is no longer what the knobs say. */
  const stale = answer !== undefined && answer.run < simulation.run;
  // Only what has changed is drawn anew: progress comes twenty times a second.
  const memory = useMemo(
    () =>
      result.state !== 'missing' && <MemorySection memory={result.memory} gpuName={result.spec.gpu.name} />,
    [result],
  );
  const timeline = useMemo(
    () => answer && <TimelineSection predictions={answer.detailed} totals={answer.totals} />,
    [answer],
  );
  const turn: Parameters<typeof KnobPanel>[0]['onTurn'] = (id, value) =>
    onChange({
      ...state,
      knobs: withKnob(state.knobs, id, value),
      // The queue delay shows in the dynamic column alone: turning it brings the column.
      ...(id === 'maxQueueDelay' && value !== undefined ? { dynamic: true } : {}),
    });

  return (
    <main class="page">
      {progress !== undefined && <ProgressLine share={progress} />}
      <Header
        deployments={deployments}
        deployment={result.deployment}
        root={root}
        assumedKv={assumedKv(result)}
        selected={selected}
        onSelect={onSelect}
      />
      <div class="lead">
        {!found && <NothingFound />}
        {result.state === 'missing' && (
          <ChooseMissing
            missing={result.missing}
            deployment={result.deployment}
            catalogue={catalogue}
            onTurn={turn}
          />
        )}
        {result.state === 'too-big' && <DoesNotFit problem={result.memory.problem} />}
        {result.state === 'ready' && simulation.failure !== undefined && (
          <SimulationFailed why={simulation.failure} onRetry={() => simulator.retry()} />
        )}
        {answer && <VerdictLine predictions={answer.totals} stale={stale} />}
      </div>
      {result.state !== 'missing' && (
        <KnobPanel
          knobs={state.knobs}
          starts={starts}
          catalogue={catalogue}
          onTurn={turn}
          onResetAll={() => onChange({ ...state, knobs: {} })}
          dynamic={dynamic}
          onDynamic={(wanted) => onChange({ ...state, dynamic: wanted })}
        />
      )}
      {result.state !== 'missing' && (
        <div class="results">
          {memory}
          {answer ? (
            <div
              class="simulated"
              data-stale={stale || undefined}
              aria-busy={simulation.progress !== undefined}
            >
              <LatencySection
                predictions={answer.totals}
                progress={progress}
                stale={stale}
                onStop={() => simulator.stop()}
              />
              {timeline}
            </div>
          ) : (
            result.state === 'ready' && simulation.failure === undefined && <Simulating />
          )}
          <Changes
            knobs={state.knobs}
            starts={starts}
            command={commandOf({
              deployment: original,
              root,
              several: deployments.length > 1,
              knobs: state.knobs,
              workload: { ...result.workload, requests: answer?.totals[0]?.count ?? mostRequests },
              compared: comparedModes(dynamic),
            })}
          />
          <Assumptions
            assumptions={result.assumptions}
            notes={[...result.notes, ...new Set(answer?.totals.flatMap((one) => one.notes))]}
          />
        </div>
      )}
    </main>
  );
}

function assumedKv(result: Evaluation): Traced<string> | undefined {
  if (result.state === 'missing') return undefined;
  const found = result.assumptions.find(({ what }) => what === 'KV cache format');
  return found && derived(found.value, `an assumption: ${found.because}`);
}

const comparedModes = (dynamic: boolean): BatchingKind[] =>
  dynamic ? ['static', 'dynamic', 'inflight'] : ['static', 'inflight'];
