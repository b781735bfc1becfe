import { createColors } from 'picocolors';
import type { Economics } from '../../../simulator/index.ts';
import type { Prediction, Totals } from '../../../simulator/prediction.ts';
import type { Assumption, EngineSpec } from '../../../simulator/spec.ts';
import type { Workload } from '../../../simulator/workload/workload.ts';
import { economicsRows } from '../economics.ts';
import { explainDifference } from '../explain-difference.ts';
import { batchingLabels, latencyRows, remarksOf } from '../latency-table.ts';
import { answeredOf, timeSpentRows } from '../time-spent.ts';
import { titleOf } from '../title.ts';
import { workloadText } from '../workload.ts';
import { html, Markup } from './markup.ts';
import { memorySection } from './memory.ts';
import { slotsSection } from './slots.ts';
import { style } from './style.ts';

export interface ReportContent {
  readonly spec: EngineSpec;
  readonly workload: Workload;
  readonly predictions: readonly Totals[];
  /** Those that have rows: who ran when is drawn of them. */
  readonly detailed: readonly Prediction[];
  readonly economics: readonly Economics[];
  readonly price: number | undefined;
  readonly assumptions: readonly Assumption[];
  readonly notes: readonly string[];
  /** What makes the same report. */
  readonly command: string;
  readonly version: string;
}

/**
 * One page that needs nothing else, no script and no network, so that it can be mailed, kept as an artefact of CI or
 * printed. The same run gives the same bytes.
 */
export function htmlReport(content: ReportContent): string {
  const { spec, workload, predictions, detailed, assumptions, notes } = content;
  const title = titleOf(spec);
  const explained = explainDifference(predictions);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Batchwise: ${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<h1>${title}</h1>
<p class="soft">${workloadText(workload, createColors(false), Number.MAX_SAFE_INTEGER)}</p>
${explained && html`<p class="lead">${explained}</p>`}
${latencySection(predictions)}
${timeSpentSection(predictions)}
${detailed.length > 0 && detailed.some(({ completed }) => completed > 0) && slotsSection(detailed)}
${memorySection(predictions[0]!.memory)}
${economicsSection(content)}
<section>
<h2>Assumed, because nobody said</h2>
<ul>
${assumptions.map(
  ({ what, value, because }) => html`<li>${what} = ${value}: ${because}</li>
`,
)}${notes.map(
  (note) => html`<li>${note}</li>
`,
)}</ul>
</section>
<footer>Batchwise ${content.version} makes the same page again with <code>${content.command}</code></footer>
</body>
</html>
`.text;
}

function latencySection(predictions: readonly Totals[]): Markup {
  const rows = latencyRows(predictions).map(({ label, cells, factor }) => {
    const figures = cells.map(
      ({ text, best, grows }) => html`<td class="${best ? 'best' : grows ? 'grows' : ''}">${text}</td>`,
    );
    const further = label.startsWith(' ') ? 'further' : '';
    return html`<tr class="${further}"><th scope="row">${label.trim()}</th>${figures}${factor !== undefined && html`<td>${factor}</td>`}</tr>
`;
  });
  const more = predictions.length === 2 ? ['factor'] : [];
  return html`<section>
<h2>Latency and throughput</h2>
<table>
${head(predictions, more)}
<tbody>
${rows}</tbody>
</table>
${predictions.flatMap(remarksOf).map(
  (remark) => html`<p class="warn">${remark}.</p>
`,
)}</section>`;
}

function timeSpentSection(predictions: readonly Totals[]): Markup | undefined {
  const answered = answeredOf(predictions);
  if (answered.length === 0) return undefined;
  return html`<section>
<h2>Where the time of a mean request goes</h2>
${tableOf(answered, timeSpentRows(answered, true).slice(1))}
</section>`;
}

function economicsSection({ spec, predictions, economics, price }: ReportContent): Markup | undefined {
  const known = economicsRows(spec, economics, price);
  if (!known) return undefined;
  return html`<section>
<h2>Cost and energy<small>${known.basis}</small></h2>
${tableOf(predictions, known.rows)}
</section>`;
}

/** Rows of a name and a figure for each prediction. */
function tableOf(predictions: readonly Totals[], rows: readonly (readonly string[])[]): Markup {
  return html`<table>
${head(predictions)}
<tbody>
${rows.map(
  ([
    label,
    ...cells
  ]) => html`<tr><th scope="row">${label}</th>${cells.map((cell) => html`<td>${cell.trim().replace(/ {2,}/, ' · ')}</td>`)}</tr>
`,
)}</tbody>
</table>`;
}

function head(predictions: readonly Totals[], more: readonly string[] = []): Markup {
  const names = [...predictions.map(({ batching }) => batchingLabels[batching]), ...more];
  return html`<thead><tr><td></td>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>`;
}
