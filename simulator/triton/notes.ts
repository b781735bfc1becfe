import type { LatencyTable } from './latency-table.ts';
import type { Recorder } from './recorder.ts';
import type { ServedModel } from './served-model.ts';
import type { ServedSetting } from './simulate.ts';

/** What a prediction rests on, and what it leaves out, in sentences. */
export function notesOf(model: ServedModel, setting: ServedSetting, recorder: Recorder): string[] {
  const { scheduling } = model.settings;
  const tables = [setting.latency, ...(setting.cpuLatency ? [setting.cpuLatency] : [])];
  const notes = [
    ...tables.flatMap((table) => tableNotes(table, recorder)),
    ...contentionNotes(model),
    'Requests are taken to be of equal shape; where shapes differ and ragged batching is off, Triton ends a batch at the first that differs.',
  ];
  if (
    model.instances.some((instance) => instance.device.name === 'CPU') &&
    setting.cpuLatency === undefined &&
    model.instances.some((instance) => instance.device.name !== 'CPU')
  )
    notes.push('The CPU instances are given the latency table of the GPU, for want of one of their own.');
  if (scheduling.kind === 'dynamic' && scheduling.preserveOrdering)
    notes.push(
      'Answers keep their order as preserve_ordering documents it; releases between pull requests 449 and 520 of triton-inference-server/core sent them as they were done.',
    );
  if (setting.workload.arrivals.kind === 'closed' && recorder.rejected.size > 0)
    notes.push('A client whose request was rejected sends its next one at once, after the client overhead.');
  if (!recorder.total.isExact)
    notes.push('Percentiles are exact to 0.1 %: there are too many requests to keep each.');
  return notes;
}

function tableNotes(table: LatencyTable, recorder: Recorder): string[] {
  const outside = [...table.outside].sort(([left], [right]) => left - right);
  const measured = `${table.batches.length === 1 ? 'batch size' : 'batch sizes'} ${table.batches.join(', ')}`;
  const between =
    table.batches.length > 1
      ? `The latency table has ${measured}; what lies between is interpolated.`
      : `The latency table has ${measured} alone.`;
  if (outside.length === 0) return [between];
  const executions = recorder.executions.reduce((sum, count) => sum + count, 0);
  const count = outside.reduce((sum, [, times]) => sum + times, 0);
  const sizes = `${outside[0]![0]}${outside.length > 1 ? `–${outside.at(-1)![0]}` : ''}`;
  return [
    between,
    `Batches of ${sizes} lie outside the latency table: ${count} of ${executions} executions are extrapolated.`,
  ];
}

function contentionNotes(model: ServedModel): string[] {
  const notes = new Set<string>();
  for (const { device, latency: table } of model.instances) {
    if (device.count <= table.measuredInstances) continue;
    if (table.measuredInstances > 1)
      notes.add(
        `Up to ${table.measuredInstances} instances side by side were measured; more share out the device's time.`,
      );
    else if (table.contention === 'shared')
      notes.add(
        'Instances side by side on a device share its time evenly, so that they gain nothing but overlap: an assumption on the safe side. Rows of the latency table with the column instances say how it is.',
      );
    else
      notes.add(
        'Instances side by side on a device are taken not to slow each other down (--contention none).',
      );
  }
  return [...notes];
}
