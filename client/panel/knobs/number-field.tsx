import { useState } from 'preact/hooks';
import { formatNumber } from '../words/format.ts';
import { type FieldProps, KnobFrame } from './field.tsx';
import type { NumberKnob } from './knob-list.ts';
import { withStops } from './stops.ts';
import { parseTyped, shown } from './typed.ts';

/** A slider over the stops of a knob and a field for exact values. */
export function NumberField({ knob, ...props }: FieldProps & { knob: NumberKnob }) {
  const { start, value, onTurn } = props;
  // What stands in the field while it is typed in, finished number or not.
  const [draft, setDraft] = useState<string>();
  const first = typeof start?.value === 'number' ? start.value : undefined;
  const current = typeof value === 'number' ? value : first;
  const stops = withStops(knob.stops, first, current);
  const index = current === undefined ? 0 : stops.indexOf(current);
  const turn = (to: number) => onTurn(to === first ? undefined : to);
  const unit = knob.unit ? ` ${knob.unit}` : '';
  const mark = first === undefined ? undefined : stops.indexOf(first) / (stops.length - 1);

  return (
    <KnobFrame
      id={knob.id}
      label={knob.label}
      help={knob.help}
      startText={first === undefined ? undefined : `${formatNumber(first * knob.shownPer)}${unit}`}
      {...props}
    >
      <span class="typed">
        <input
          id={`knob-${knob.id}`}
          type="text"
          inputMode="decimal"
          autocomplete="off"
          value={draft ?? (current === undefined ? '' : shown(current, knob))}
          aria-invalid={draft !== undefined && parseTyped(draft, knob) === undefined}
          onInput={(event) => {
            const text = event.currentTarget.value;
            setDraft(text);
            const typed = parseTyped(text, knob);
            if (typed !== undefined) turn(typed);
          }}
          onBlur={() => setDraft(undefined)}
        />
        <span class="unit">{knob.unit}</span>
      </span>
      <span class="slider" ref={(element) => element?.style.setProperty('--start', String(mark ?? 0))}>
        <input
          type="range"
          min="0"
          max={stops.length - 1}
          step="1"
          value={index}
          aria-label={knob.label}
          aria-valuetext={current === undefined ? 'not said' : `${shown(current, knob)}${unit}`}
          onInput={(event) => {
            setDraft(undefined);
            turn(stops[Number(event.currentTarget.value)]!);
          }}
        />
        {mark !== undefined && <i class="start-mark" />}
      </span>
    </KnobFrame>
  );
}
