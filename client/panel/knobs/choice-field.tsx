import { shortName } from '../words/short-name.ts';
import type { Catalogue } from './apply-knobs.ts';
import { type FieldProps, KnobFrame } from './field.tsx';
import type { ChoiceKnob } from './knob-list.ts';

/** A list to choose from; the start value is in it even where the page would not offer it. */
export function ChoiceField({
  knob,
  catalogue,
  ...props
}: FieldProps & { knob: ChoiceKnob; catalogue: Catalogue }) {
  const { start, value, onTurn } = props;
  const current = value ?? start?.value;
  const options = optionsOf(knob, catalogue);
  if (start && !options.includes(start.value)) options.unshift(start.value);
  return (
    <KnobFrame
      id={knob.id}
      label={knob.label}
      help={knob.help}
      startText={start ? String(start.value) : undefined}
      {...props}
    >
      <select
        id={`knob-${knob.id}`}
        value={current ?? ''}
        title={current === undefined ? undefined : String(current)}
        onChange={(event) => {
          const chosen = options.find((option) => String(option) === event.currentTarget.value);
          onTurn(chosen === start?.value ? undefined : chosen);
        }}
      >
        {current === undefined && <option value="">choose…</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {shortName(String(option))}
          </option>
        ))}
      </select>
    </KnobFrame>
  );
}

export function optionsOf(knob: ChoiceKnob, catalogue: Catalogue): (string | number)[] {
  if (typeof knob.options !== 'string') return [...knob.options];
  return catalogue[knob.options].map(({ name }) => name);
}
