import type { StepTrace } from '../../simulator/index.ts';
import type { Colors } from '../output.ts';
import { count, duration, padStart } from './words.ts';

/** As many requests and steps as a picture has room for. */
const mostRequests = 40;

/**
 * Each step of the engine and who did what in it: a row a request, a column a step. Columns are equally wide, however
 * long the steps took.
 */
export function stepPicture(trace: StepTrace, title: string, colors: Colors, width: number): string {
  const columns = Math.max(10, width - 6);
  const shown = trace.rows.slice(0, mostRequests);
  const rows = shown.map((row, id) =>
    `  ${colors.dim(padStart(String(id), 2))} ${row.slice(0, columns).trimEnd()}`.trimEnd(),
  );
  const steps = Math.min(columns, trace.steps.length);
  const left = [
    ...(trace.steps.length > steps ? [`${count(trace.steps.length - steps)} more steps`] : []),
    ...(trace.rows.length > shown.length ? [`${count(trace.rows.length - shown.length)} more requests`] : []),
  ];
  const until = duration(trace.steps[steps - 1]?.end ?? 0);
  return [
    `  ${colors.bold(title)}`,
    ...rows,
    colors.dim(
      `     ${count(steps)} steps, ${until}${left.length > 0 ? `; not shown: ${left.join(', ')}` : ''}`,
    ),
  ].join('\n');
}

export const stepLegend =
  'a row is a request, a column a step; ▒ prompt computed, █ a token, · in the batch and idle, - waiting';
