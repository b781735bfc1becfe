/**
 * Figures that NVIDIA published, to hold predictions against. Every row is one run of perf_analyzer in a closed loop:
 * clients, inferences a second, 95th percentile of the latency in milliseconds.
 */
export type Row = readonly [concurrency: number, inferencesPerSecond: number, p95: number];

/**
 * text_recognition on an A100, requests of 2 inferences, max_batch_size 8: triton-inference-server/tutorials,
 * Conceptual_Guide/Part_2-improving_resource_utilization/README.md (commit 05a40fac).
 */
export const textRecognition = {
  unbatched: [
    [2, 955.708, 4.311],
    [4, 977.314, 8.497],
    [6, 973.367, 12.799],
    [8, 974.623, 16.977],
    [10, 975.859, 21.199],
    [12, 976.191, 25.519],
    [14, 966.07, 29.913],
    [16, 975.048, 34.035],
  ],
  dynamic: [
    [2, 998.141, 4.14],
    [4, 1765.66, 4.75],
    [6, 2518.48, 5.148],
    [8, 3095.85, 5.565],
    [10, 3182.83, 7.632],
    [12, 3181.3, 7.956],
    [14, 3184.54, 10.357],
    [16, 3187.76, 10.567],
  ],
  twoInstances: [
    [2, 1446.26, 3.108],
    [4, 1926.1, 5.491],
    [6, 2695.12, 5.71],
    [8, 3224.69, 6.268],
    [10, 3380.49, 6.932],
    [12, 3982.13, 7.233],
    [14, 4027.74, 7.879],
    [16, 4134.09, 8.244],
  ],
} as const satisfies Record<string, readonly Row[]>;

/**
 * inception_graphdef, requests of one inference: triton-inference-server/server, docs/user_guide/optimization.md
 * (commit 06151b8b).
 */
export const inception = {
  unbatched: [
    [1, 62.6, 21.371],
    [2, 73.2, 34.381],
    [3, 73.2, 50.298],
    [4, 73.4, 65.569],
  ],
  dynamic: [
    [1, 66.8, 19.785],
    [2, 80.8, 30.732],
    [3, 118, 32.968],
    [4, 165.2, 32.974],
    [5, 194.4, 33.035],
    [6, 217.6, 34.258],
    [7, 249.8, 34.522],
    [8, 272, 35.988],
  ],
  twoInstances: [
    [1, 70.6, 19.547],
    [2, 106.6, 23.532],
    [3, 110.2, 36.649],
    [4, 108.6, 43.588],
  ],
} as const satisfies Record<string, readonly Row[]>;
