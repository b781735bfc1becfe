import { catalogue } from '../../../../client/panel/catalogue.ts';
import { evaluate, startsOf } from '../../../../client/panel/evaluate.ts';
import type { Knobs } from '../../../../client/panel/knobs/knobs.ts';
import type { Question } from '../../../../client/panel/simulation/protocol.ts';
import { singleGpu } from '../single-gpu.ts';

/** What the page asks for these knobs. */
export function questionOf(knobs: Knobs = {}): Question {
  const result = evaluate(startsOf(singleGpu, knobs, catalogue), knobs, ['static', 'inflight'], catalogue);
  if (result.state !== 'ready') throw new Error(result.state);
  return result.question;
}
