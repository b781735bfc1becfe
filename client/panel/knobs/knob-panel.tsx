import { useState } from 'preact/hooks';
import type { Catalogue } from './apply-knobs.ts';
import { ChoiceField } from './choice-field.tsx';
import { type KnobGroup, knobGroups, knobList } from './knob-list.ts';
import type { KnobId, Knobs, KnobValue } from './knobs.ts';
import { NumberField } from './number-field.tsx';
import { type StartValues, startOf } from './starts.ts';

interface KnobPanelProps {
  readonly knobs: Knobs;
  readonly starts: StartValues;
  readonly catalogue: Catalogue;
  readonly onTurn: (id: KnobId, value: KnobValue | undefined) => void;
  readonly onResetAll: () => void;
  /** Whether Triton's dynamic batcher has a column of its own. */
  readonly dynamic: boolean;
  readonly onDynamic: (wanted: boolean) => void;
}

/** Everything that can be turned, in groups; each turn re-simulates the page. */
export function KnobPanel(props: KnobPanelProps) {
  const { knobs, starts, catalogue, onTurn, onResetAll, dynamic, onDynamic } = props;
  const changed = Object.keys(knobs).length;
  return (
    <aside class="knobs" aria-labelledby="knobs-title">
      <div class="section-head">
        <h2 id="knobs-title">What if</h2>
        {changed > 0 && (
          <button type="button" class="quiet" onClick={onResetAll}>
            Reset all {changed}
          </button>
        )}
      </div>
      {knobGroups.map((group) => (
        <Group key={group} group={group}>
          {knobList
            .filter((knob) => knob.group === group)
            .map((knob) => {
              const field = {
                start: startOf(knob.id, starts),
                value: knobs[knob.id],
                onTurn: (value: KnobValue | undefined) => onTurn(knob.id, value),
              };
              return knob.kind === 'number' ? (
                <NumberField key={knob.id} knob={knob} {...field} />
              ) : (
                <ChoiceField key={knob.id} knob={knob} catalogue={catalogue} {...field} />
              );
            })}
          {group === 'Batching' && (
            <label class="compare">
              <input
                type="checkbox"
                checked={dynamic}
                onChange={(event) => onDynamic(event.currentTarget.checked)}
              />
              compare Triton’s dynamic batcher too
            </label>
          )}
        </Group>
      ))}
    </aside>
  );
}

/** On a narrow page the results must stay near: only the load is open there at first. */
const startsOpen = (group: KnobGroup) => group === 'Load' || window.innerWidth >= 900;

function Group({ group, children }: { group: KnobGroup; children: preact.ComponentChildren }) {
  const [open, setOpen] = useState(() => startsOpen(group));
  return (
    <details class="knob-group" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{group}</summary>
      <div class="knob-fields">{children}</div>
    </details>
  );
}
