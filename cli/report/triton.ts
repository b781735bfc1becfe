import type { Rejection, TritonPrediction } from '../../simulator/triton/index.ts';
import type { TritonRun } from '../commands/simulate-triton.ts';
import type { Colors } from '../output.ts';
import { schedulingText, tritonWorkloadText } from './triton-title.ts';
import { columns, count, duration, padEnd, padStart, percent, significant, wrap } from './words.ts';

/** The report of `simulate --latency-table`. */
export function tritonReport(run: TritonRun, colors: Colors, width: number): string {
  const { prediction } = run;
  return [
    `${colors.bold('Triton')} ${schedulingText(prediction.model)}\n${tritonWorkloadText(run.setting, colors)}`,
    timeBar(prediction, colors, width),
    latency(prediction, colors),
    batches(prediction, colors, width),
    instances(prediction, colors),
    ...(prediction.levels.length > 1 ? [priorities(prediction, colors)] : []),
    ...(run.beside.length > 0 ? [neighbours(run.beside, colors)] : []),
    verdict(run, colors, width),
    assumed([...run.assumptions, ...prediction.notes], colors, width),
  ].join('\n\n');
}

/** A part of the mean request's time. */
export interface TimePart {
  readonly letter: string;
  readonly label: string;
  readonly seconds: number;
  readonly color: 'yellow' | 'cyan' | 'green' | 'magenta' | 'blue';
}

/** Where the mean request's time goes; parts that take none are left out. */
export function partsOfTime(prediction: TritonPrediction): TimePart[] {
  const { computeParts: parts } = prediction;
  const all: TimePart[] = [
    { letter: 'Q', label: 'queue', seconds: prediction.queue.mean, color: 'yellow' },
    ...(parts
      ? ([
          { letter: 'I', label: 'compute input', seconds: parts.input, color: 'cyan' },
          { letter: 'C', label: 'compute infer', seconds: parts.infer, color: 'green' },
          { letter: 'O', label: 'compute output', seconds: parts.output, color: 'cyan' },
        ] as const)
      : ([{ letter: 'C', label: 'compute', seconds: prediction.compute.mean, color: 'green' }] as const)),
    { letter: 'H', label: 'held back for order', seconds: prediction.held, color: 'magenta' },
    { letter: 'N', label: 'client and network', seconds: prediction.clientOverhead, color: 'blue' },
  ];
  return all.filter(({ seconds }) => seconds > 0);
}

/** The same to scale. */
function timeBar(prediction: TritonPrediction, colors: Colors, width: number): string {
  const used = partsOfTime(prediction);
  const total = used.reduce((sum, { seconds }) => sum + seconds, 0);
  const cells = Math.min(width - 4, 72);
  const bar = used
    .map(({ letter, seconds, color }) =>
      colors[color](letter.repeat(Math.max(1, Math.round((cells * seconds) / total)))),
    )
    .join('');
  const lines = used.map(
    ({ letter, label, seconds, color }) =>
      `  ${colors[color](letter)} ${padEnd(label, 22)} ${padStart(duration(seconds), 10)} ${padStart(percent(seconds / total), 6)}`,
  );
  return [
    `${colors.bold('Where the time goes')} ${colors.dim('of the mean request')}`,
    `  ${bar}`,
    ...lines,
  ].join('\n');
}

/** Head and rows: queue, compute and both together. */
export function latencyRows(prediction: TritonPrediction): string[][] {
  const row = (label: string, of: TritonPrediction['queue']): string[] => [
    label,
    ...[of.mean, of.p50, of.p90, of.p95, of.p99].map(duration),
  ];
  return [
    ['', 'mean', 'p50', 'p90', 'p95', 'p99'],
    row('queue', prediction.queue),
    row('compute', prediction.compute),
    row('latency', prediction.latency),
  ];
}

/** What is done in a second, and what could be. */
export function throughputText(prediction: TritonPrediction): string {
  const { requestsPerSecond, inferencesPerSecond } = prediction;
  const requests =
    requestsPerSecond === inferencesPerSecond ? '' : ` (${significant(requestsPerSecond)} requests)`;
  return `${significant(inferencesPerSecond, 4)} inferences a second${requests}; at the best batch size the instances can do ${significant(prediction.capacity, 4)}`;
}

function latency(prediction: TritonPrediction, colors: Colors): string {
  return [
    colors.bold('Latency and throughput'),
    columns(latencyRows(prediction), colors, '  '),
    `  ${throughputText(prediction)}`,
  ].join('\n');
}

/** Batch sizes with their share of the executions; many sizes are put together. */
function batches(prediction: TritonPrediction, colors: Colors, width: number): string {
  const longest = Math.min(width - 30, 48);
  const groups = batchGroups(prediction.batches);
  const most = Math.max(...groups.map(({ executions }) => executions));
  const lines = groups.map(({ label, executions }) => {
    const bar = '█'.repeat(Math.max(1, Math.round((longest * executions) / most)));
    return `  ${padStart(label, 7)} ${colors.green(bar)} ${percent(executions / prediction.executions)}`;
  });
  return [
    `${colors.bold('Batches')} ${colors.dim(`of ${count(prediction.executions)} executions`)}`,
    ...lines,
    `  ${fillText(prediction)}`,
  ].join('\n');
}

/** How full the batches are. */
export function fillText(prediction: TritonPrediction): string {
  const largest = prediction.model.maxBatchSize;
  const empty =
    prediction.padding > 0 ? `; ${percent(prediction.padding)} of the rows computed had no input` : '';
  const fill = largest > 0 ? ` of ${largest} (${percent(prediction.fill)} filled)` : '';
  return `mean ${significant(prediction.meanBatch)}${fill}${empty}`;
}

const mostRows = 12;

/** Executions by the size of their batch. */
export function batchGroups(of: TritonPrediction['batches']): { label: string; executions: number }[] {
  if (of.length <= mostRows) return of.map(({ size, executions }) => ({ label: String(size), executions }));
  const step = Math.ceil(of.at(-1)!.size / mostRows);
  const sums = new Map<number, number>();
  for (const { size, executions } of of) {
    const at = Math.ceil(size / step);
    sums.set(at, (sums.get(at) ?? 0) + executions);
  }
  return [...sums].map(([at, executions]) => ({ label: `${(at - 1) * step + 1}–${at * step}`, executions }));
}

/** Head and rows, one for each instance. */
export function instanceRows(prediction: TritonPrediction): string[][] {
  const rows = prediction.instances.map(({ name, device, executions, busy }) => [
    name,
    device,
    count(executions),
    percent(busy),
  ]);
  return [['', 'device', 'executions', 'busy'], ...rows];
}

const instances = (prediction: TritonPrediction, colors: Colors): string =>
  [colors.bold('Instances'), columns(instanceRows(prediction), colors, '  ')].join('\n');

/** Head and rows, one for each priority level. */
export function priorityRows(prediction: TritonPrediction): string[][] {
  const rows = prediction.levels.map((level) => [
    String(level.priority),
    count(level.completed),
    count(sum(level.rejected)),
    duration(level.queue.mean),
    duration(level.latency.p50),
    duration(level.latency.p99),
  ]);
  const head = ['level', 'completed', 'rejected', 'queue, mean', 'latency p50', 'p99'];
  return [head, ...rows];
}

const priorities = (prediction: TritonPrediction, colors: Colors): string =>
  [colors.bold('Priorities'), columns(priorityRows(prediction), colors, '  ')].join('\n');

/** Head and rows, one for each model of --beside. */
export function neighbourRows(beside: readonly TritonPrediction[]): string[][] {
  const rows = beside.map((each) => [
    each.model.name,
    significant(each.inferencesPerSecond),
    significant(each.meanBatch),
    duration(each.queue.mean),
    duration(each.latency.p50),
    duration(each.latency.p99),
  ]);
  const head = ['', 'inferences/s', 'mean batch', 'queue, mean', 'latency p50', 'p99'];
  return [head, ...rows];
}

const neighbours = (beside: readonly TritonPrediction[], colors: Colors): string =>
  [colors.bold('Beside it'), columns(neighbourRows(beside), colors, '  ')].join('\n');

const reasons: Readonly<Record<Rejection, string>> = {
  'queue-full': 'the queue was full (max_queue_size)',
  timeout: 'their time-out ran out in the queue',
  cancelled: 'their client gave up',
  'batch-too-large': 'they have more inferences than max_batch_size',
  'sequence-ended': 'their sequence had lost its slot (max_sequence_idle_microseconds)',
};

/** In a line: can it carry the load, and what was not answered. */
function verdict(run: TritonRun, colors: Colors, width: number): string {
  const { prediction } = run;
  const lost = lostTexts(prediction).map((text) => colors.yellow(`  ${text}`));
  const paint = prediction.saturated || prediction.completed === 0 ? colors.red : colors.green;
  return [colors.bold('Verdict'), paint(wrap(judgement(run), width, '  ')), ...lost].join('\n');
}

/** How many got no answer, by the reason. */
export const lostTexts = ({ rejected }: TritonPrediction): string[] =>
  Object.entries(rejected).map(
    ([reason, times]) => `${count(times)} requests got no answer: ${reasons[reason as Rejection]}`,
  );

/** Above this share of the time at work an instance has none to spare. */
const fullyBusy = 0.97;

/** Whether it carries the load. */
export function judgement({ prediction, setting }: TritonRun): string {
  if (prediction.completed === 0) return 'Nothing was answered.';
  const { kind } = setting.workload.arrivals;
  const busy = prediction.instances.reduce((sum, each) => sum + each.busy, 0) / prediction.instances.length;
  if (kind === 'offline') return `All is done after ${duration(prediction.duration)}.`;
  if (kind === 'closed')
    return busy >= fullyBusy
      ? 'The instances are at work all the time: more clients make larger batches at best, and wait longer.'
      : `The instances are idle ${percent(1 - busy)} of the time: more clients would have more done.`;
  if (prediction.saturated)
    return 'Saturated: the queue grew until the last request, so the latencies say how long one looked and not how the model is served.';
  return sum(prediction.rejected) > 0 ? 'It keeps up with what it lets in.' : 'It keeps up with the load.';
}

const sum = (rejected: TritonPrediction['rejected']): number =>
  Object.values(rejected).reduce((total, times) => total + times, 0);

function assumed(notes: readonly string[], colors: Colors, width: number): string {
  return [
    colors.bold('Assumed'),
    ...notes.map((note) => colors.dim(wrap(`– ${note}`, width, '  ', '  '))),
  ].join('\n');
}
