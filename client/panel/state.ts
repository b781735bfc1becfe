import { knobById } from './knobs/knob-list.ts';
import { type KnobId, type Knobs, withKnob } from './knobs/knobs.ts';

/** What survives a reload: which deployment is looked at and what was changed. */
export interface PanelState {
  /** The path, or where there is none the name, of the deployment. */
  readonly selected?: string;
  readonly knobs: Knobs;
  /** Triton's dynamic batcher is compared too. */
  readonly dynamic?: boolean;
}

export const startState: PanelState = { knobs: {} };

/** A state as it was stored by an earlier version of this page, or by anybody: what does not fit is dropped. */
export function readState(stored: unknown): PanelState {
  if (typeof stored !== 'object' || stored === null) return startState;
  let knobs: Knobs = {};
  if ('knobs' in stored && typeof stored.knobs === 'object' && stored.knobs !== null) {
    for (const [id, value] of Object.entries(stored.knobs)) {
      if (isKnobValue(id, value)) knobs = withKnob(knobs, id as KnobId, value);
    }
  }
  return {
    knobs,
    ...('selected' in stored && typeof stored.selected === 'string' ? { selected: stored.selected } : {}),
    ...('dynamic' in stored && typeof stored.dynamic === 'boolean' ? { dynamic: stored.dynamic } : {}),
  };
}

function isKnobValue(id: string, value: unknown): value is number | string {
  const knob = knobById.get(id as KnobId);
  if (!knob) return false;
  if (knob.kind === 'number') {
    const [low, high] = knob.range;
    return typeof value === 'number' && value >= low && value <= high;
  }
  if (typeof knob.options === 'string') return typeof value === 'string';
  return knob.options.some((option) => option === value);
}

/** The state as a location hash, readable in the address bar: `#maxBatchSize=64&selected=…`. */
export function toHash(state: PanelState): string {
  const fields = new URLSearchParams();
  for (const [id, value] of Object.entries(state.knobs)) fields.set(id, String(value));
  if (state.dynamic !== undefined) fields.set('dynamic', String(state.dynamic));
  if (state.selected !== undefined) fields.set('selected', state.selected);
  return fields.size === 0 ? '' : `#${fields}`;
}

/** The inverse of `toHash`, for any hash. */
export function fromHash(hash: string): PanelState {
  const knobs: Record<string, string | number> = {};
  const stored: Record<string, unknown> = { knobs };
  for (const [key, text] of new URLSearchParams(hash.replace(/^#/, ''))) {
    if (key === 'selected') stored.selected = text;
    else if (key === 'dynamic') stored.dynamic = text === 'true';
    else knobs[key] = text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  return readState(stored);
}
