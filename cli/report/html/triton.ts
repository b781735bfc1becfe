import { createColors } from 'picocolors';
import type { TritonRun } from '../../commands/simulate-triton.ts';
import {
  batchGroups,
  fillText,
  instanceRows,
  judgement,
  latencyRows,
  lostTexts,
  neighbourRows,
  partsOfTime,
  priorityRows,
  throughputText,
} from '../triton.ts';
import { schedulingText, tritonWorkloadText } from '../triton-title.ts';
import { count, duration, percent } from '../words.ts';
import { html, type Markup } from './markup.ts';
import { percentOf } from './memory.ts';
import { htmlPage, section, table } from './page.ts';

/** The report of `simulate --latency-table` as a page. */
export function tritonHtml(run: TritonRun, command: string, version: string): string {
  const { prediction, setting, beside, assumptions } = run;
  return htmlPage({
    title: schedulingText(prediction.model),
    load: tritonWorkloadText(setting, createColors(false)),
    verdict: judgement(run),
    sections: [
      section(
        'Latency and throughput',
        '',
        table(latencyRows(prediction)),
        html`<p>${throughputText(prediction)}.</p>`,
        lostTexts(prediction).map((text) => html`<p class="warn">${text}.</p>`),
      ),
      timeSection(run),
      batchSection(run),
      section('Instances', '', table(instanceRows(prediction))),
      prediction.levels.length > 1 && section('Priorities', '', table(priorityRows(prediction))),
      beside.length > 0 && section('Beside it', '', table(neighbourRows(beside))),
    ],
    notes: [...assumptions, ...prediction.notes],
    command,
    version,
  });
}

function timeSection({ prediction }: TritonRun): Markup {
  const parts = partsOfTime(prediction);
  const total = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  let start = 0;
  const bar = parts.map(({ label, seconds, color }) => {
    const from = start;
    start += seconds;
    return html`<rect class="${color}" x="${percentOf(from / total)}" width="${percentOf(seconds / total)}" height="100%"><title>${label}: ${duration(seconds)}</title></rect>`;
  });
  const rows = parts.map(
    ({ label, seconds, color }) =>
      html`<tr><td><i class="${color}"></i>${label}</td><td>${duration(seconds)}</td><td>${percent(seconds / total)}</td></tr>
`,
  );
  return section(
    'Where the time goes',
    'of the mean request',
    html`<svg class="memory" role="img" aria-label="Parts of the mean request’s time, to scale">${bar}</svg>
<table><tbody>
${rows}</tbody></table>
`,
  );
}

const rowHeight = 22;

/** Batch sizes with their share of the executions. */
function batchSection({ prediction }: TritonRun): Markup {
  const groups = batchGroups(prediction.batches);
  const most = Math.max(...groups.map(({ executions }) => executions));
  const bars = groups.map(({ label, executions }, index) => {
    const width = percentOf((0.8 * executions) / most);
    const middle = index * rowHeight + 15;
    return html`<text x="5%" y="${middle}" text-anchor="end">${label}</text><rect class="green" x="6%" y="${index * rowHeight + 3}" width="${width}" height="${rowHeight - 6}"/><text x="${percentOf(0.07 + (0.8 * executions) / most)}" y="${middle}">${percent(executions / prediction.executions)}</text>
`;
  });
  return section(
    'Batches',
    `of ${count(prediction.executions)} executions, by size`,
    html`<svg height="${groups.length * rowHeight}" role="img" aria-label="Executions by the size of their batch">
${bars}</svg>
<p>${fillText(prediction)}</p>
`,
  );
}
