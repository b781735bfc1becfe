import type { MemoryBreakdown } from '../../../simulator/memory/breakdown.ts';
import { bytes, count, percent } from '../words.ts';
import { html, type Markup } from './markup.ts';

/** One GPU's memory to scale, and a line for each use with its arithmetic on hover. */
export function memorySection(memory: MemoryBreakdown): Markup {
  const used = memory.items.filter((item) => item.bytes > 0);
  const asked = used.reduce((sum, item) => sum + item.bytes, 0);
  const whole = Math.max(memory.gpuBytes, asked);
  let start = 0;
  const bar = used.map((item) => {
    const from = start;
    start += item.bytes;
    const [x, width] = [percentOf(from / whole), percentOf(item.bytes / whole)];
    return html`<rect class="${item.id}" x="${x}" width="${width}" height="100%"><title>${item.label}: ${bytes(item.bytes)}</title></rect>`;
  });
  return html`<section>
<h2>Memory of one GPU<small>${bytes(memory.gpuBytes)}</small></h2>
<svg class="memory" role="img" aria-label="Memory of one GPU, to scale">${bar}</svg>
${
  memory.fits
    ? html`<p>The KV cache holds ${count(memory.kvCacheTokens)} tokens: ${count(memory.maxConcurrentLongest)} requests of the longest length at once.</p>`
    : html`<p class="bad">Does not fit: ${memory.problem ?? 'more is needed than there is'}.</p>`
}
<table><tbody>
${used.map(
  (item) =>
    html`<tr title="${item.formula}"><td><i class="${item.id}"></i>${item.label}</td><td>${bytes(item.bytes)}</td><td>${percent(item.bytes / memory.gpuBytes)}</td></tr>
`,
)}<tr><td><i class="free"></i>${memory.freeBytes >= 0 ? 'free' : 'missing'}</td><td>${bytes(Math.abs(memory.freeBytes))}</td><td>${percent(Math.abs(memory.freeBytes) / memory.gpuBytes)}</td></tr>
</tbody></table>
</section>`;
}

/** For SVG, whose lengths may be shares. */
export const percentOf = (share: number): string => `${Number((100 * share).toFixed(3))}%`;
