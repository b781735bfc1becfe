import { useState } from 'preact/hooks';
import type { MemoryBreakdown } from '../../../simulator/memory/breakdown.ts';
import { formatBytes, formatNumber, formatShare } from '../words/format.ts';
import { memoryBar, type Segment } from './segments.ts';

/** Where every byte of one GPU goes, to scale; what is past its end is drawn in red. */
export function MemorySection({ memory, gpuName }: { memory: MemoryBreakdown; gpuName: string }) {
  const [active, setActive] = useState<string>();
  const bar = memoryBar(memory);
  const percent = (bytes: number) => `${(bytes / bar.end) * 100}%`;
  const gpuEnd = percent(bar.gpuBytes);
  return (
    <section class="memory" aria-labelledby="memory-title">
      <div class="section-head">
        <h2 id="memory-title">Memory of one GPU</h2>
        <p class="muted">
          {gpuName}, {formatBytes(bar.gpuBytes)}
        </p>
      </div>
      <svg class="memory-bar" role="img" aria-label={barLabel(memory)} data-fits={memory.fits}>
        <Hatch id="overflow-hatch" />
        {bar.segments.map((one) => (
          <rect
            key={one.id}
            class={`segment ${one.id}${active && active !== one.id ? ' dimmed' : ''}`}
            x={percent(one.start)}
            width={percent(one.bytes)}
            y="0"
            height="36"
            onPointerEnter={() => setActive(one.id)}
            onPointerLeave={() => setActive(undefined)}
          >
            <title>{`${one.label}: ${formatBytes(one.bytes)}\n${one.formula}`}</title>
          </rect>
        ))}
        {bar.overflow > 0 && (
          <rect class="overflow" x={gpuEnd} width={percent(bar.overflow)} y="0" height="36">
            <title>{`${formatBytes(bar.overflow)} more than the GPU has`}</title>
          </rect>
        )}
        <line class="gpu-end" x1={gpuEnd} x2={gpuEnd} y1="0" y2="42" />
      </svg>
      <div class="bar-scale muted" aria-hidden="true">
        <span>0</span>
        <span>{bar.overflow > 0 ? `asked for ${formatBytes(bar.end)}` : formatBytes(bar.gpuBytes)}</span>
      </div>
      <p class={memory.fits ? 'summary' : 'summary problem'}>{summaryOf(memory, bar.overflow)}</p>
      <table class="legend">
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Use</th>
            <th scope="col">Size</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {bar.segments.map((one) => (
            <LegendRow key={one.id} segment={one} active={active === one.id} onActive={setActive} />
          ))}
        </tbody>
      </table>
      <details class="arithmetic">
        <summary>The arithmetic</summary>
        <dl>
          {bar.segments.map((one) => (
            <div key={one.id}>
              <dt>{one.label}</dt>
              <dd>
                {one.formula}
                {one.source && <span class="muted"> ({one.source})</span>}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

interface LegendRowProps {
  readonly segment: Segment;
  readonly active: boolean;
  readonly onActive: (id: string | undefined) => void;
}

function LegendRow({ segment, active, onActive }: LegendRowProps) {
  return (
    <tr
      class={active ? 'active' : undefined}
      onPointerEnter={() => onActive(segment.id)}
      onPointerLeave={() => onActive(undefined)}
    >
      <th scope="row">
        <i class={`swatch ${segment.id}`} />
        {segment.label}
      </th>
      <td>{formatBytes(segment.bytes)}</td>
      <td class="muted">{formatShare(segment.share)}</td>
    </tr>
  );
}

/** Red stripes: the shape says it beside the colour. */
function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch-ground" width="6" height="6" />
        <line class="hatch-line" x1="0" x2="0" y1="0" y2="6" />
      </pattern>
    </defs>
  );
}

function summaryOf(memory: MemoryBreakdown, overflow: number): string {
  if (overflow > 0) return `${formatBytes(overflow)} more than the GPU has.`;
  return (
    `The KV cache holds ${formatNumber(memory.kvCacheTokens)} tokens: ` +
    `${formatNumber(memory.maxConcurrentLongest)} requests of the longest length at once.`
  );
}

function barLabel(memory: MemoryBreakdown): string {
  const { kvCacheBytes, weightsBytes, gpuBytes, freeBytes } = memory;
  return (
    `Of ${formatBytes(gpuBytes)}: weights ${formatBytes(weightsBytes)}, KV cache ${formatBytes(kvCacheBytes)}, ` +
    (freeBytes >= 0 ? `free ${formatBytes(freeBytes)}.` : `${formatBytes(-freeBytes)} too much.`)
  );
}
