import { useId } from 'preact/hooks';
import type { Origin } from '../../../deployment/traced.ts';
import { originText, placeOf } from '../words/origin.ts';
import { useSources } from './sources.ts';

/** A value that says on hover or focus where it comes from, and on a click shows it in the editor. */
export function TracedValue({ text, origin }: { text: string; origin: Origin }) {
  const { places, reveal } = useSources();
  const tip = useId();
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
      aria-describedby={tip}
      onClick={() => reveal(origin.path, origin.range)}
    >
      {body}
    </button>
  ) : (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the origin must be readable with the keyboard too
    <span class="traced" tabIndex={0} aria-describedby={tip}>
      {body}
    </span>
  );
}
