import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/**
 * What `compute` says, worked out at most once an animation frame and never while an event is handled: typing and
 * dragging stay smooth. Of all inputs within one frame only the last is computed, and none is put off for ever.
 */
export function useEachFrame<T>(compute: () => T, inputs: readonly unknown[]): T {
  const [result, setResult] = useState(compute);
  const latest = useRef(compute);
  latest.current = compute;
  const frame = useRef<number | undefined>(undefined);
  const first = useRef(true);

  useLayoutEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    frame.current ??= requestAnimationFrame(() => {
      frame.current = undefined;
      setResult(latest.current());
    });
  }, inputs);

  useEffect(() => () => frame.current === undefined || cancelAnimationFrame(frame.current), []);
  return result;
}
