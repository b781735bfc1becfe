import { finished, isCount, type TraceProblem, type TraceResult, type TraceRow } from './trace.ts';

/** Tokens that one of its hashes stands for (github.com/kvcache-ai/Mooncake, FAST25-release/traces). */
export const mooncakeHashTokens = 512;

const hint = '{"timestamp": ms, "input_length": tokens, "output_length": tokens, "hash_ids": [numbers]}';

/**
 * Mooncake's traces: a JSON object a line, whose hashes say what prompts have in common. A hash is of its own tokens
 * and all before them; the last one of a prompt may stand for fewer than 512.
 */
export function readMooncakeTrace(text: string): TraceResult {
  const rows: TraceRow[] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (line.trim() === '') continue;
    const row = rowOf(line);
    if (typeof row === 'string') {
      const problem: TraceProblem = { line: at + 1, message: row, hint };
      return { ok: false, problem };
    }
    rows.push(row);
  }
  return finished('Mooncake', rows);
}

/** The row, or what is wrong with it. */
function rowOf(line: string): NonNullable<TraceRow> | string {
  const value = parsed(line);
  if (typeof value !== 'object' || value === null)
    return `expected a JSON object, found “${line.slice(0, 80)}”`;
  const { timestamp, input_length, output_length, hash_ids } = value as Readonly<Record<string, unknown>>;
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return 'timestamp is not a number';
  if (!isCount(input_length)) return 'input_length is not a whole number of at least 1';
  if (!isCount(output_length)) return 'output_length is not a whole number of at least 1';
  const request = { arrived: timestamp / 1000, promptTokens: input_length, outputTokens: output_length };
  if (hash_ids === undefined) return request;
  if (!Array.isArray(hash_ids) || !hash_ids.every((hash) => Number.isSafeInteger(hash))) {
    return 'hash_ids is not a list of whole numbers';
  }
  const needed = Math.ceil(input_length / mooncakeHashTokens);
  if (hash_ids.length !== needed) {
    return `${hash_ids.length} hash_ids for ${input_length} tokens: ${needed} of ${mooncakeHashTokens} were expected`;
  }
  return { ...request, hashes: hash_ids as readonly number[], hashTokens: mooncakeHashTokens };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
