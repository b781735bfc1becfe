import type { ComponentChildren } from 'preact';
import { useSources } from '../parts/sources.ts';
import { originText, shortPath } from '../words/origin.ts';
import type { KnobValue } from './knobs.ts';
import type { KnobStart } from './starts.ts';

/** What every knob's field gets: where it starts, what it was turned to, and how to turn it. */
export interface FieldProps {
  readonly start: KnobStart | undefined;
  readonly value: KnobValue | undefined;
  readonly onTurn: (value: KnobValue | undefined) => void;
}

interface FrameProps extends FieldProps {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  /** The start value in words, for the reset button. */
  readonly startText: string | undefined;
  readonly children: ComponentChildren;
}

/** The label, the reset and the origin around a knob's control. */
export function KnobFrame({ id, label, help, start, value, startText, onTurn, children }: FrameProps) {
  const changed = value !== undefined;
  return (
    <div class={changed ? 'knob changed' : 'knob'} data-knob={id}>
      <label for={`knob-${id}`} title={help}>
        {label}
      </label>
      {children}
      <div class="knob-foot">
        {start ? <StartOrigin start={start} /> : <span class="muted">not said</span>}
        {changed && (
          <button
            type="button"
            class="quiet"
            aria-label={`Reset ${label}${startText ? ` to ${startText}` : ''}`}
            onClick={() => onTurn(undefined)}
          >
            reset{startText ? ` to ${startText}` : ''}
          </button>
        )}
      </div>
    </div>
  );
}

function StartOrigin({ start }: { start: KnobStart }) {
  const { places, reveal } = useSources();
  const { origin } = start;
  const words = originText(origin, places);
  if (origin.kind !== 'file') return <span class="muted">{words}</span>;
  return reveal ? (
    <button type="button" class="link" title={words} onClick={() => reveal(origin.path, origin.range)}>
      {shortPath(words)}
    </button>
  ) : (
    <span class="muted" title={words}>
      {shortPath(words)}
    </span>
  );
}
