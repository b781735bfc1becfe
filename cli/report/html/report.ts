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
import { html, type Markup } from './markup.ts';
import { memorySection } from './memory.ts';
import { htmlPage, section, table } from './page.ts';
import { slotsSection } from './slots.ts';

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

/** The report of `simulate` as a page. */
export function htmlReport(content: ReportContent): string {
  const { spec, workload, predictions, detailed, assumptions, notes, command, version } = content;
  return htmlPage({
    title: titleOf(spec),
    load: workloadText(workload, createColors(false), Number.MAX_SAFE_INTEGER),
    verdict: explainDifference(predictions),
    sections: [
      latencySection(predictions),
      timeSpentSection(predictions),
      detailed.some(({ completed }) => completed > 0) && slotsSection(detailed),
      memorySection(predictions[0]!.memory),
      economicsSection(content),
    ],
    notes: [...assumptions.map(({ what, value, because }) => `${what} = ${value}: ${because}`), ...notes],
    command,
    version,
  });
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
  const names = predictions.map(({ batching }) => batchingLabels[batching]);
  const head = [...names, ...(predictions.length === 2 ? ['factor'] : [])];
  return section(
    'Latency and throughput',
    '',
    html`<table>
<thead><tr><td></td>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>
`,
    predictions.flatMap(remarksOf).map(
      (remark) => html`<p class="warn">${remark}.</p>
`,
    ),
  );
}

function timeSpentSection(predictions: readonly Totals[]): Markup | undefined {
  const answered = answeredOf(predictions);
  if (answered.length === 0) return undefined;
  return section('Where the time of a mean request goes', '', table(timeSpentRows(answered, true)));
}

function economicsSection({ spec, predictions, economics, price }: ReportContent): Markup | undefined {
  const known = economicsRows(spec, economics, price);
  if (!known) return undefined;
  const head = ['', ...predictions.map(({ batching }) => batchingLabels[batching])];
  return section('Cost and energy', known.basis, table([head, ...known.rows]));
}
