import { useState } from 'preact/hooks';
import { formatNumber } from '../words/format.ts';
import { type Knob, knobList } from './knob-list.ts';
import type { Knobs, KnobValue } from './knobs.ts';
import { type StartValues, startOf } from './starts.ts';

interface ChangesProps {
  readonly knobs: Knobs;
  readonly starts: StartValues;
  readonly command: string;
}

/** What was changed, and the command that prints the same in a terminal. */
export function Changes({ knobs, starts, command }: ChangesProps) {
  const changed = knobList.filter((knob) => knobs[knob.id] !== undefined);
  return (
    <section class="changes" aria-labelledby="changes-title">
      <div class="section-head">
        <h2 id="changes-title">The same in a terminal</h2>
        <CopyButton text={command} />
      </div>
      {changed.length > 0 && (
        <ul class="changed-list">
          {changed.map((knob) => {
            const start = startOf(knob.id, starts)?.value;
            return (
              <li key={knob.id}>
                {knob.label}{' '}
                <span class="muted">{start === undefined ? '' : `${spell(knob, start)} → `}</span>
                <strong>{spell(knob, knobs[knob.id]!)}</strong>
              </li>
            );
          })}
        </ul>
      )}
      <pre class="command">{command}</pre>
    </section>
  );
}

function spell(knob: Knob, value: KnobValue): string {
  if (knob.kind === 'choice' || typeof value === 'string') return String(value);
  return `${formatNumber(value * knob.shownPer)}${knob.unit ? ` ${knob.unit}` : ''}`;
}

function CopyButton({ text }: { text: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Select the text to copy it');
    }
    setTimeout(() => setSaid(''), 2_000);
  };
  return (
    <span>
      <span role="status" class="muted">
        {said}
      </span>{' '}
      <button type="button" class="quiet" onClick={copy}>
        Copy command
      </button>
    </span>
  );
}
