const started = Date.now();

/** One plain line with the seconds since the start, so that a log shows where the time went. */
export function say(text) {
  console.log(`[${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s] ${text}`);
}
