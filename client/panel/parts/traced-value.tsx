import { useId, useState } from 'preact/hooks';
import type { Origin } from '../../../deployment/traced.ts';
import { originText, placeOf } from '../words/origin.ts';
import { useSources } from './sources.ts';

/** A value that says on hover or focus where it comes from, and on a click shows it in the editor. */
export function TracedValue({ text, origin }: { text: string; origin: Origin }) {
  const { places, reveal } = useSources();
  const tip = useId();
  // The words open towards the middle of the page, so that they never leave it.
  const [side, setSide] = useState<'left' | 'right'>('right');
  const turn = (event: Event) => {
    const { left } = (event.currentTarget as Element).getBoundingClientRect();
    setSide(left > window.innerWidth / 2 ? 'left' : 'right');
  };
  const place = placeOf(origin, places);
  const body = (
    <>
      {text}
      <span class="tip" role="tooltip" id={tip}>
        {originText(origin, places)}
        {place && <code>{place.text}</code>}
      </span>
    </>
  );
  return origin.kind === 'file' && reveal ? (
    <button
      type="button"
      class="traced"
      data-side={side}
      onPointerEnter={turn}
      onFocus={turn}
      aria-describedby={tip}
      onClick={() => reveal(origin.path, origin.range)}
    >
      {body}
    </button>
  ) : (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only shows words beside itself
    <span
      class="traced"
      data-side={side}
      onPointerEnter={turn}
      onFocus={turn}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the origin must be readable with the keyboard too
      tabIndex={0}
      aria-describedby={tip}
    >
      {body}
    </span>
  );
}
