import type { Assumption } from '../../../simulator/spec.ts';
import { sentence } from '../words/sentence.ts';

interface AssumptionsProps {
  readonly assumptions: readonly Assumption[];
  /** What the simulation takes simply, and whose numbers the workload has. */
  readonly notes: readonly string[];
}

/** Values that nobody gave, and whose defaults they are. */
export function Assumptions({ assumptions, notes }: AssumptionsProps) {
  if (assumptions.length + notes.length === 0) return null;
  return (
    <section class="assumptions" aria-labelledby="assumptions-title">
      <div class="section-head">
        <h2 id="assumptions-title">Assumed, because the files do not say</h2>
      </div>
      <table>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">What</th>
            <th scope="col">Value</th>
            <th scope="col">Because</th>
          </tr>
        </thead>
        <tbody>
          {assumptions.map((one) => (
            <tr key={one.what}>
              <th scope="row">{one.what}</th>
              <td>{one.value}</td>
              <td class="muted">{one.because}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul class="notes muted">
        {notes.map((note) => (
          <li key={note}>{sentence(note)}</li>
        ))}
      </ul>
    </section>
  );
}
