/** The first answer is there within a frame or two, so that a dragged slider feels live; its rows make the pictures. */
export const firstRequests = 400;

/**
 * How many requests the better answers rest on: as many as take about a second. Of Llama-3.1-8B on one H100 under four
 * loads, six seeds spread the throughput over 11 to 84 % of its mean with 400 requests and over 0.4 to 6 % with
 * 100,000, the p99 of the whole answer over 30 to 120 % and over 3 to 18 %.
 */
export const refinements = [10_000, 100_000] as const;

export const mostRequests = Math.max(...refinements);

/** A refinement is left out where it would take longer than so many seconds, going by the one before it. */
export const mostSeconds = 8;
