import type { Deployment } from '../../deployment/deployment.ts';
import { boolean, limit, traced } from '../../deployment/settings/leaves.ts';
import type { Traced } from '../../deployment/traced.ts';
import type { EngineRun } from './engine-runs.ts';

export interface GpusNeeded {
  readonly count: number;
  /** As a person reads it: `4 × 2`. */
  readonly how: string;
  /** What a finding points at. */
  readonly decisive: Traced<number>;
}

/** The GPUs that one server takes on its own host; undefined where it spreads over several hosts or says nothing. */
export function gpusNeeded({ engine, deployment, settings, open }: EngineRun): GpusNeeded | undefined {
  if (!deployment || open || settings.find(...elsewhere)) return undefined;
  const { tensor, pipeline, data } = deployment.parallelism;
  if (unknownSize(deployment)) return undefined;
  // SGLang's data parallel attention lives on the tensor parallel ranks.
  const inside = engine === 'sglang' && traced(settings, boolean, 'enable-dp-attention')?.value === true;
  const local = traced(settings, limit, 'data-parallel-size-local');
  const factors = [
    tensor,
    pipeline,
    inside || engine === 'tensorrt-llm' ? undefined : (local ?? data),
  ].filter((factor) => factor !== undefined && factor.value > 1) as Traced<number>[];
  const decisive = factors.find(({ origin }) => origin.kind === 'file');
  if (!decisive) return undefined;
  return {
    count: factors.reduce((product, { value }) => product * value, 1),
    how: factors.map(({ value }) => value).join(' × '),
    decisive,
  };
}

/** Settings that put ranks on other hosts. */
const elsewhere = [
  'distributed-executor-backend',
  'worker-use-ray',
  'nnodes',
  'node-rank',
  'dist-init-addr',
  'nccl-init-addr',
  'data-parallel-address',
  'data-parallel-backend',
  'data-parallel-external-lb',
  'data-parallel-hybrid-lb',
  'use-ray',
  'gpus-per-node',
  'orchestrator-type',
];

const unknownSize = ({ undetermined }: Deployment): boolean =>
  undetermined?.some((leaf) => leaf.startsWith('parallelism.')) === true;
