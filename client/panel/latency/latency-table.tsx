import type { ComponentProps } from 'preact';
import type { Totals } from '../../../simulator/prediction.ts';
import { formatFactor, formatNumber } from '../words/format.ts';
import { RestsOn } from './rests-on.tsx';
import { bestOf, figureOf, type MetricRow, metricRows } from './rows.ts';
import { batchingName } from './verdict.ts';

interface LatencyProps extends Omit<ComponentProps<typeof RestsOn>, 'requests'> {
  readonly predictions: readonly Totals[];
}

/** The batching modes side by side, the better figure of each line marked, with the band that measurements support. */
export function LatencySection({ predictions, ...progressing }: LatencyProps) {
  const saturated = predictions.filter((one) => one.saturated);
  return (
    <section class="latency" aria-labelledby="latency-title">
      <div class="section-head">
        <h2 id="latency-title">Latency and throughput</h2>
        <RestsOn requests={predictions[0]?.count ?? 0} {...progressing} />
      </div>
      <table class="comparison">
        <thead>
          <tr>
            <td />
            {predictions.map((one) => (
              <th key={one.batching} scope="col">
                {batchingName[one.batching]}
                {one.saturated && <span class="badge warning">saturated</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metricRows.map((row) => (
            <Row key={row.id} row={row} predictions={predictions} />
          ))}
        </tbody>
      </table>
      {saturated.length > 0 && (
        <p class="note warning" role="note">
          <strong>
            Saturated: {saturated.map((one) => batchingName[one.batching].toLowerCase()).join(' and ')}.
          </strong>{' '}
          Requests arrive faster than they are served: the queue, and what waits in it, grows for as long as
          the load lasts. The throughput is what the deployment can do.
        </p>
      )}
      <LostRequests predictions={predictions} />
      <ul class="evidence muted">
        {evidenceOf(predictions).map(({ evidence, kinds }) => (
          <li key={evidence}>
            Error band{kinds && `, ${kinds}`}: {evidence}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ row, predictions }: { row: MetricRow; predictions: readonly Totals[] }) {
  const best = bestOf(row, predictions);
  const comparable = row.factor && Number.isFinite(best?.factor);
  return (
    <tr data-metric={row.id}>
      <th scope="row" title={row.help}>
        {row.label}
      </th>
      {predictions.map((one, index) => {
        const value = figureOf(row, one);
        const grows = value === Number.POSITIVE_INFINITY;
        const band = grows ? null : row.band(one);
        const better = best?.index === index;
        return (
          <td
            key={one.batching}
            data-batching={one.batching}
            class={better ? 'better' : grows ? 'grows' : undefined}
          >
            {better && (
              <span class="factor">
                {comparable && best ? `${formatFactor(best.factor)} ${row.better}` : 'better'}
              </span>
            )}
            <span class="value">{grows ? 'grows' : row.format(value)}</span>
            {band && (
              <span class="band" title="The range that measured rows like this one support">
                {row.format(value * band[0])} to {row.format(value * band[1])}
              </span>
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** Requests that were refused or computed twice: said only where there are any. */
function LostRequests({ predictions }: { predictions: readonly Totals[] }) {
  const lines = predictions.flatMap((one) => {
    const name = batchingName[one.batching];
    const lines: string[] = [];
    if (one.rejected > 0)
      lines.push(`${name}: ${formatNumber(one.rejected)} requests rejected, too long for the limits.`);
    if (one.preemptions > 0)
      lines.push(`${name}: ${formatNumber(one.preemptions)} pre-emptions, the KV cache ran full.`);
    return lines;
  });
  return lines.length === 0 ? null : <p class="note warning">{lines.join(' ')}</p>;
}

/** Each distinct statement of what the error bands rest on, once; with several, whose it is. */
function evidenceOf(predictions: readonly Totals[]): { evidence: string; kinds: string }[] {
  const statements = [...new Set(predictions.map((one) => one.errorBand.evidence))];
  const kinds = (evidence: string) =>
    predictions.filter((one) => one.errorBand.evidence === evidence).map((one) => batchingName[one.batching]);
  return statements.map((evidence) => ({
    evidence,
    kinds: statements.length > 1 ? kinds(evidence).join(' and ').toLowerCase() : '',
  }));
}
