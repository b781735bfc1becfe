import { readCsvTrace } from './csv.ts';
import { readMooncakeTrace } from './mooncake.ts';
import type { TraceResult } from './trace.ts';

/** Reads a trace in any format that is known, found by its first character or its header. Never throws. */
export function readTrace(text: string): TraceResult {
  const content = text.replace(/^\ufeff/, '');
  return content.trimStart().startsWith('{') ? readMooncakeTrace(content) : readCsvTrace(content);
}
