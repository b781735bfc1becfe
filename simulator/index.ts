export type { CostConstants } from './cost/constants.ts';
export { constantsOf } from './cost/constants.ts';
export type { StepCost } from './cost/step-cost.ts';
export { stepCost } from './cost/step-cost.ts';
export { SimulationAborted } from './engine/loop.ts';
export type { MemoryBreakdown, MemoryItem } from './memory/breakdown.ts';
export { memoryOf } from './memory/memory-of.ts';
export type { Distribution, ErrorBand, OccupancySeries, Prediction, RequestTable } from './prediction.ts';
export type { Economics } from './report/economics.ts';
export { economicsOf } from './report/economics.ts';
export type { RequestColumn } from './report/requests-csv.ts';
export { columns, toRequestsCsv } from './report/requests-csv.ts';
export type { Goodput, ServiceLevel } from './report/service-level.ts';
export type { SlotBar, SlotTimelineOptions } from './report/slot-timeline.ts';
export { slotTimeline } from './report/slot-timeline.ts';
export { StepTrace } from './report/step-trace.ts';
export type { TimeSpent } from './report/time-spent.ts';
export { timeParts } from './report/time-spent.ts';
export type { SimulateOptions } from './simulate.ts';
export { compare, simulate, simulateTotals } from './simulate.ts';
export type { Assumption, EngineSpec, Missing } from './spec.ts';
export type { SpecResult } from './spec-of.ts';
export { specOf } from './spec-of.ts';
export type { DefaultedWorkload } from './workload/default-workload.ts';
export { defaultWorkload, inFlightCapacity } from './workload/default-workload.ts';
export type { Retention, RetentionLevel, RetentionRange } from './workload/retention.ts';
export { prefixTokens } from './workload/shared-prefix.ts';
export { readTrace } from './workload/trace/read-trace.ts';
export type { TraceProblem, TraceResult } from './workload/trace/trace.ts';
export type {
  Arrivals,
  LengthDistribution,
  Sessions,
  SharedPrefix,
  TracedRequest,
  Workload,
} from './workload/workload.ts';
