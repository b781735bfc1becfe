import type { Prediction } from '../../../simulator/prediction.ts';
import { formatFactor, formatNumber } from '../words/format.ts';
import { bestOf, type MetricRow, metricRows } from './rows.ts';
import { batchingName } from './verdict.ts';

/** The batching modes side by side, the better figure of each line marked, with the band that measurements support. */
export function LatencySection({ predictions }: { predictions: readonly Prediction[] }) {
  const saturated = predictions.filter((one) => one.saturated);
  return (
    <section class="latency" aria-labelledby="latency-title">
      <div class="section-head">
        <h2 id="latency-title">Latency and throughput</h2>
        <p class="muted">
          {formatNumber(predictions[0]?.requests.count ?? 0)} simulated requests, the same for each column
        </p>
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
          Requests arrive faster than they are served and the queue grows until the end, so the latencies
          marked * depend on how long one looks. The throughput is what the deployment can do.
        </p>
      )}
      <LostRequests predictions={predictions} />
      <ul class="evidence muted">
        {evidenceOf(predictions).map((line) => (
          <li key={line}>Error band: {line}</li>
        ))}
      </ul>
    </section>
  );
}

function Row({ row, predictions }: { row: MetricRow; predictions: readonly Prediction[] }) {
  const best = bestOf(row, predictions);
  // Against a queue that grows without end any factor could be had by looking longer.
  const comparable = row.factor && !(row.latency && predictions.some((one) => one.saturated));
  return (
    <tr data-metric={row.id}>
      <th scope="row" title={row.help}>
        {row.label}
      </th>
      {predictions.map((one, index) => {
        const value = row.value(one);
        const band = row.band(one);
        const better = best?.index === index;
        const doubtful = row.latency && one.saturated;
        return (
          <td key={one.batching} data-batching={one.batching} class={cellClass(better, doubtful)}>
            {better && (
              <span class="factor">
                {comparable ? `${formatFactor(best.factor)} ${row.better}` : 'better'}
              </span>
            )}
            <span class="value">{row.format(value)}</span>
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

const cellClass = (better: boolean, doubtful: boolean) =>
  [better ? 'better' : '', doubtful ? 'doubtful' : ''].filter(Boolean).join(' ') || undefined;

/** Requests that were refused or computed twice: said only where there are any. */
function LostRequests({ predictions }: { predictions: readonly Prediction[] }) {
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

/** Each distinct statement of what the error bands rest on, once. */
function evidenceOf(predictions: readonly Prediction[]): string[] {
  return [...new Set(predictions.map((one) => one.errorBand.evidence))];
}
