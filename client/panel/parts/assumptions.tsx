import type { Assumption } from '../../../simulator/spec.ts';

/** Values that nobody gave, and whose defaults they are. */
export function Assumptions({ assumptions }: { assumptions: readonly Assumption[] }) {
  if (assumptions.length === 0) return null;
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
    </section>
  );
}
