import { SingleBar } from 'cli-progress';
import { readCsv } from '../../simulator/validation/csv.ts';
import type { Dimension } from '../../simulator/validation/dimensions.ts';
import { kvCacheColumns, scoreKvCache } from '../../simulator/validation/kv-cache.ts';
import { readMeasurements, requiredColumns } from '../../simulator/validation/measurement.ts';
import type { ScoredRow } from '../../simulator/validation/score.ts';
import { batchesOf } from '../../simulator/validation/validate.ts';
import { BlockingDiskWorkspace } from '../../workspace/node/blocking-disk.ts';
import { UsageError } from '../errors.ts';
import { type GlobalOptions, Output } from '../output.ts';
import { kvCacheJson, kvCacheText } from '../report/kv-cache-validation.ts';
import { validationJson, validationText } from '../report/validation.ts';
import { scoreAll } from '../validation/pool.ts';

interface ValidateOptions {
  readonly format: 'text' | 'json';
  readonly by?: Dimension[];
}

/** `batchwise validate ROWS.csv`: predictions scored against measured rows, or against what engines printed about their KV cache. */
export async function validateCommand(
  path: string,
  options: ValidateOptions,
  globals: GlobalOptions,
): Promise<void> {
  const output = new Output(globals);
  const text = await readInput(path);
  const header = (text.split(/\r?\n/, 1)[0] ?? '').split(',').map((name) => name.trim());
  if (kvCacheColumns.every((name) => header.includes(name))) {
    const scores = scoreKvCache(readCsv(text));
    if (options.format === 'json') output.json(kvCacheJson(scores));
    else output.write(kvCacheText(scores, output.colors));
    await output.finish();
    return;
  }
  const missing = requiredColumns.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new UsageError(
      `${path} has no column ${missing.join(', ')}`,
      `measurements have at least ${requiredColumns.join(', ')}`,
    );
  const { rows, unreadable } = readMeasurements(text);
  if (rows.length === 0) throw new UsageError(`${path} has no measured rows`);
  const scored = await withProgress(rows, output);
  if (options.format === 'json') output.json(validationJson(scored, unreadable, options.by));
  else output.write(validationText(scored, unreadable, options.by, output.colors));
  await output.finish();
}

async function readInput(path: string): Promise<string> {
  const text = await new BlockingDiskWorkspace(process.cwd()).read(path);
  if (text === undefined) throw new UsageError(`cannot read ${path}`);
  return text;
}

/** Rows in the order of the file. */
async function withProgress(
  rows: ReturnType<typeof readMeasurements>['rows'],
  output: Output,
): Promise<ScoredRow[]> {
  const batches = batchesOf(rows);
  const bar = output.showsProgress
    ? new SingleBar({
        format: 'simulating {bar} {value} of {total} runs, {eta_formatted} left',
        stream: process.stderr,
        clearOnComplete: true,
        hideCursor: true,
      })
    : undefined;
  bar?.start(batches.length, 0);
  try {
    const results = await scoreAll(batches, (done) => bar?.update(done));
    const scored: ScoredRow[] = [];
    batches.forEach((batch, at) => {
      results[at]!.forEach((row, member) => {
        scored[batch.places[member]!] = row;
      });
    });
    return scored;
  } finally {
    bar?.stop();
  }
}
