import { type SlotBar, slotTimeline } from '../../../simulator/index.ts';
import type { Prediction } from '../../../simulator/prediction.ts';
import { batchingLabels } from '../latency-table.ts';
import { windowOf } from '../slot-picture.ts';
import { duration, percent } from '../words.ts';
import { html, type Markup } from './markup.ts';
import { percentOf } from './memory.ts';

const mostSlots = 24;
const rowHeight = 9;

/** Who ran when: a row for each batch slot, all kinds on one axis. */
export function slotsSection(predictions: readonly Prediction[]): Markup {
  const until = windowOf(predictions);
  return html`<section>
<h2>Who ran when<small><i class="prefill"></i>prefill &nbsp; <i class="decode"></i>decode &nbsp; <i class="held"></i>slot held though its request is done</small></h2>
${predictions.map((prediction) => picture(prediction, until))}
<div class="axis"><span>0</span><span>${duration(until)}</span></div>
</section>`;
}

function picture(prediction: Prediction, until: number): Markup {
  const bars = slotTimeline(prediction, { maxSlots: mostSlots, from: 0, to: until });
  const rows = bars.reduce((most, { slot }) => Math.max(most, slot + 1), 1);
  const name = batchingLabels[prediction.batching];
  return html`<h3>${name} <span class="soft">${percent(prediction.usefulSlotShare)} of the slot time on unfinished requests</span></h3>
<svg height="${rows * rowHeight}" role="img" aria-label="${name}: requests in their batch slots over time">
${bars.map((bar) => requestBar(bar, prediction, until))}</svg>
`;
}

function requestBar(bar: SlotBar, { requests }: Prediction, until: number): Markup {
  const stretch = (kind: string, from: number, to: number): Markup | false => {
    const [left, right] = [Math.max(0, from), Math.min(until, to)];
    return (
      right > left &&
      html`<rect class="${kind}" x="${percentOf(left / until)}" width="${percentOf((right - left) / until)}" y="${bar.slot * rowHeight}" height="${rowHeight - 1}"/>`
    );
  };
  const tokens = `${requests.promptTokens[bar.request]} + ${requests.outputTokens[bar.request]} tokens`;
  return html`<g><title>request ${bar.request}, ${tokens}: ${duration(bar.start)} to ${duration(bar.end)}</title>${stretch('held', bar.end, bar.released)}${stretch('decode', bar.prefillEnd, bar.end)}${stretch('prefill', bar.start, bar.prefillEnd)}</g>
`;
}
