/** A thin line along the top of the page, in view wherever one has scrolled to. */
export function ProgressLine({ share }: { share: number }) {
  return (
    <div
      class="progress-line"
      role="progressbar"
      aria-label="Simulating"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * share)}
    >
      <div ref={(element) => element?.style.setProperty('width', `${100 * share}%`)} />
    </div>
  );
}
