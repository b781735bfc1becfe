import { useEffect, useRef, useState } from 'preact/hooks';
import type { Question } from './protocol.ts';
import type { Simulation, Simulator } from './simulator.ts';

/** A run that takes no longer shows no progress: what flashes up and is gone again is only unrest. Milliseconds. */
export const unremarkable = 150;

export interface WatchedSimulation extends Simulation {
  /** The run has taken long enough for its progress to be shown. */
  readonly slow: boolean;
}

/** Asks whenever the question is another one; without a question there is nothing to simulate. */
export function useSimulation(simulator: Simulator, question: Question | undefined): WatchedSimulation {
  const [simulation, setSimulation] = useState(simulator.current);
  const [slowRun, setSlowRun] = useState<number>();
  /** What was asked before this component, of another deployment, is not answered here. */
  const before = useRef(simulator.current.run);

  useEffect(() => simulator.watch(setSimulation), [simulator]);
  useEffect(() => {
    if (!question) return simulator.stop();
    simulator.ask(question);
    const { run } = simulator.current;
    const timer = setTimeout(() => setSlowRun(run), unremarkable);
    return () => clearTimeout(timer);
  }, [simulator, question]);

  const { answer, ...rest } = simulation;
  const ours = answer && answer.run > before.current;
  return { ...rest, ...(ours && { answer }), slow: slowRun === simulation.run };
}
