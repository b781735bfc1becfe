import type { MemoryBreakdown, MemoryItem } from '../../simulator/memory/breakdown.ts';
import type { Colors } from '../output.ts';
import { bytes, count, padEnd, padStart, percent, wrap } from './words.ts';

/** Letters beside the colours, so that the bar reads without them. */
const marks: Readonly<Record<MemoryItem['id'], { readonly letter: string; readonly paint: keyof Colors }>> = {
  weights: { letter: 'W', paint: 'blue' },
  'kv-cache': { letter: 'K', paint: 'green' },
  activations: { letter: 'A', paint: 'magenta' },
  'runtime-buffers': { letter: 'R', paint: 'yellow' },
  'decoder-buffers': { letter: 'D', paint: 'yellow' },
  'cuda-context': { letter: 'C', paint: 'cyan' },
  'cuda-graphs': { letter: 'G', paint: 'cyan' },
  communication: { letter: 'N', paint: 'cyan' },
  reserved: { letter: 'X', paint: 'gray' },
};

/** One GPU's memory to scale, and a line for each use. */
export function memoryBar(memory: MemoryBreakdown, colors: Colors, width: number, title: string): string {
  const cells = Math.min(width - 4, 72);
  const used = memory.items.filter((item) => item.bytes > 0);
  const total = Math.max(
    memory.gpuBytes,
    used.reduce((sum, item) => sum + item.bytes, 0),
  );
  const lengths = shares(
    used.map((item) => item.bytes / total),
    cells,
  );
  const bar = used
    .map((item, index) => paint(item.id, colors)(marks[item.id].letter.repeat(lengths[index]!)))
    .join('');
  const free = colors.dim('·'.repeat(Math.max(0, cells - lengths.reduce((sum, length) => sum + length, 0))));
  const label = Math.max(34, ...used.map((item) => item.label.length));
  const row = (mark: string, name: string, size: number): string =>
    `  ${mark} ${padEnd(name, label)} ${padStart(bytes(size), 10)} ${padStart(percent(size / memory.gpuBytes), 6)}`;
  const rows = [
    ...used.map((item) => row(paint(item.id, colors)(marks[item.id].letter), item.label, item.bytes)),
    memory.freeBytes >= 0
      ? row(colors.dim('·'), 'free', memory.freeBytes)
      : colors.red(row('!', 'missing', -memory.freeBytes)),
  ];
  const verdict = memory.fits
    ? wrap(capacity(memory), width, '  ')
    : colors.red(wrap(`does not fit: ${memory.problem ?? 'more is needed than there is'}`, width, '  '));
  return [`${colors.bold('Memory')} ${colors.dim(title)}`, `  ${bar}${free}`, ...rows, verdict].join('\n');
}

function capacity(memory: MemoryBreakdown): string {
  return `KV cache holds ${count(memory.kvCacheTokens)} tokens (${bytes(memory.kvBytesPerToken * 1000)} per 1,000): ${count(memory.maxConcurrentLongest)} requests of the longest length at once, ${count(memory.longestRequest)} tokens the longest`;
}

const paint = (id: MemoryItem['id'], colors: Colors): ((text: string) => string) =>
  colors[marks[id].paint] as (text: string) => string;

/** Whole cells for shares of a bar; everything that is there gets at least one. */
function shares(of: readonly number[], cells: number): number[] {
  return of.map((share) => Math.max(1, Math.round(share * cells)));
}

/** `--explain`: each item's arithmetic and where the formula is from. */
export function memoryFormulas(memory: MemoryBreakdown, colors: Colors): string {
  return memory.items
    .map(
      (item) =>
        `${colors.bold(item.label)}  ${bytes(item.bytes)}\n    ${item.formula}\n    ${colors.dim(item.source)}`,
    )
    .join('\n');
}
