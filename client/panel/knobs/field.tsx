import type { ComponentChildren } from 'preact';
import type { Place } from '../../../deployment/places.ts';
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
  const { places } = useSources();
  const changed = value !== undefined;
  return (
    <div class={changed ? 'knob changed' : 'knob'} data-knob={id}>
      <label for={`knob-${id}`} title={help}>
        {label}
      </label>
      <div class="knob-origin">
        {changed ? (
          <button
            type="button"
            class="quiet"
            aria-label={`Reset ${label}${startText ? ` to ${startText}` : ''}`}
            title={start && startWords(start, places)}
            onClick={() => onTurn(undefined)}
          >
            reset{startText ? ` to ${startText}` : ''}
          </button>
        ) : start ? (
          <StartOrigin start={start} />
        ) : (
          <span class="muted">not said</span>
        )}
      </div>
      {children}
    </div>
  );
}

function startWords({ origin, because }: KnobStart, places: readonly Place[]): string {
  return because ? `assumed: ${because}` : originText(origin, places);
}

function StartOrigin({ start }: { start: KnobStart }) {
  const { places, reveal } = useSources();
  const { origin } = start;
  const words = startWords(start, places);
  if (origin.kind !== 'file') {
    return (
      <span class="muted" title={words}>
        {words}
      </span>
    );
  }
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
