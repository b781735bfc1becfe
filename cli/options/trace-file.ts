import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { readTrace } from '../../simulator/workload/trace/read-trace.ts';
import type { TraceResult } from '../../simulator/workload/trace/trace.ts';
import { decodeText } from '../../workspace/node/decode.ts';
import { reasonOf } from '../../workspace/node/disk.ts';
import type { Loaded } from '../../workspace/workspace.ts';
import { largestFileBytes } from '../../workspace/workspace.ts';
import { UsageError } from '../errors.ts';

/**
 * The requests of a file, or of standard input for `-`.
 * @throws UsageError with the first wrong line
 */
export async function readTraceFile(path: string): Promise<Extract<TraceResult, { ok: true }>> {
  const { text, why } = await load(path);
  const name = path === '-' ? 'standard input' : path;
  if (text === undefined) throw new UsageError(`cannot read ${name}: ${why}`);
  if (/^\uFEFF?\s*$/.test(text)) throw new UsageError(`${name} is empty`, 'a trace has a request a line');
  const result = readTrace(text);
  if (result.ok) return result;
  const { line, message, hint } = result.problem;
  throw new UsageError(`${name}:${line}: ${message}`, hint);
}

/** Traces are not configurations: those of a week have more bytes than anybody writes by hand. */
async function load(path: string): Promise<Loaded> {
  try {
    const bytes = path === '-' ? await buffer(process.stdin) : await readFile(path);
    if (bytes.length <= largestFileBytes) return decodeText(bytes);
    return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { why: 'is not UTF-8' };
  } catch (error) {
    return { why: reasonOf(error) };
  }
}
