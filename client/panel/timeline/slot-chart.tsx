import { useState } from 'preact/hooks';
import { formatNumber, formatSeconds } from '../words/format.ts';
import type { RequestBar, SlotPicture } from './bars.ts';
import { neighbour } from './neighbour.ts';
import type { TimeScale } from './time-scale.ts';

interface SlotChartProps {
  readonly label: string;
  readonly picture: SlotPicture;
  readonly rows: number;
  readonly time: TimeScale;
  /** When the last request was answered. */
  readonly answered: number;
  readonly requests: number;
  readonly onActive: (bar: RequestBar | undefined) => void;
}

/** Rows are batch slots; a bar is a request: its prefill, its decode, and hatched the wait for its batch's end. */
export function SlotChart({ label, picture, rows, time, answered, requests, onActive }: SlotChartProps) {
  const [focused, setFocused] = useState(0);
  const { bars } = picture;
  const row = rows <= 8 ? 18 : rows <= 16 ? 11 : 8;
  const height = rows * row;
  const current = Math.min(focused, bars.length - 1);

  const move = (event: KeyboardEvent) => {
    const to = neighbour(bars, current, event.key);
    if (to === undefined) return;
    event.preventDefault();
    setFocused(to);
    const chart = (event.currentTarget as SVGGElement).closest('svg');
    chart?.querySelectorAll<SVGGElement>('.request')[to]?.focus();
  };

  return (
    <svg class="slot-chart" height={height}>
      <title>{label}</title>
      {time.ticks.map((tick) => (
        <line key={tick} class="grid" x1={`${time.at(tick)}%`} x2={`${time.at(tick)}%`} y1="0" y2={height} />
      ))}
      <g role="listbox" aria-label={label}>
        {bars.map((bar, index) => (
          <g
            key={bar.request}
            class="request"
            role="option"
            aria-selected={index === current}
            aria-label={barTitle(bar)}
            tabIndex={index === current ? 0 : -1}
            onFocus={() => {
              setFocused(index);
              onActive(bar);
            }}
            onBlur={() => onActive(undefined)}
            onPointerEnter={() => onActive(bar)}
            onPointerLeave={() => onActive(undefined)}
            onKeyDown={move}
          >
            <title>{barTitle(bar)}</title>
            <Stretch kind="waits" from={bar.end} to={bar.released} row={bar.slot} size={row} time={time} />
            <Stretch kind="decode" from={bar.prefillEnd} to={bar.end} row={bar.slot} size={row} time={time} />
            <Stretch
              kind="prefill"
              from={bar.start}
              to={bar.prefillEnd}
              row={bar.slot}
              size={row}
              time={time}
            />
          </g>
        ))}
      </g>
      {time.at(answered) < 100 && (
        <g class="answered">
          <line x1={`${time.at(answered)}%`} x2={`${time.at(answered)}%`} y1="0" y2={height} />
          <text
            x={`${time.at(answered)}%`}
            dx={time.at(answered) < 75 ? 8 : -8}
            y={height / 2 + 4}
            text-anchor={time.at(answered) < 75 ? 'start' : 'end'}
          >
            all {formatNumber(requests)} answered after {formatSeconds(answered)}
          </text>
        </g>
      )}
    </svg>
  );
}

interface StretchProps {
  readonly kind: 'prefill' | 'decode' | 'waits';
  readonly from: number;
  readonly to: number;
  readonly row: number;
  readonly size: number;
  readonly time: TimeScale;
}

/** One rectangle, cut at the edges of the picture. */
function Stretch({ kind, from, to, row, size, time }: StretchProps) {
  const left = Math.max(0, time.at(from));
  const right = Math.min(100, time.at(to));
  if (right <= left) return null;
  const gap = size > 10 ? 2 : 1;
  return (
    <rect
      class={kind}
      x={`${left}%`}
      width={`${right - left}%`}
      y={row * size}
      height={size - gap}
      rx="1.5"
    />
  );
}

function barTitle(bar: RequestBar): string {
  const waits = bar.released - bar.end;
  return (
    `Request ${bar.request}, slot ${bar.slot + 1}: ${bar.promptTokens} + ${bar.outputTokens} tokens, ` +
    `${formatSeconds(bar.start)} to ${formatSeconds(bar.end)}` +
    (waits > 1e-9 ? `, slot idle for ${formatSeconds(waits)}` : '')
  );
}

/** The stripes of waiting, once for all charts of the page. */
export function WaitHatch() {
  return (
    <svg class="visually-hidden" aria-hidden="true">
      <defs>
        <pattern
          id="wait-hatch"
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line class="wait-line" x1="0" x2="0" y1="0" y2="4" />
        </pattern>
      </defs>
    </svg>
  );
}
