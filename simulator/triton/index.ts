export { BatchScan } from './batch-scan.ts';
export { capacityOf } from './capacity.ts';
export { type CsvProblem, type LatencyCsv, readLatencyCsv } from './latency-csv.ts';
export { type Contention, contentions, type LatencyPoint, LatencyTable } from './latency-table.ts';
export type { InstancePrediction, LevelPrediction, TritonPrediction } from './prediction.ts';
export type { ResourceLimit } from './rate-limiter.ts';
export type { RequestRows } from './recorder.ts';
export { type Rejection, rejections } from './request-table.ts';
export { toTritonRequestsCsv } from './requests-csv.ts';
export { type ServedSetting, simulateTriton, type TritonOptions } from './simulate.ts';
export { readTraceCsv } from './trace-csv.ts';
export {
  plainWorkload,
  type Share,
  type TracedInference,
  type TritonArrivals,
  type TritonWorkload,
} from './workload.ts';
