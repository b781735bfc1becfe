import type { ModelArchitecture } from '../../catalog/types.ts';

/** What bench/gpu/measure.py is told and what it says. Tokens, bytes, seconds. */
export interface Plan {
  readonly model: Pick<
    ModelArchitecture,
    'name' | 'layers' | 'hidden' | 'heads' | 'kvHeads' | 'headDim' | 'intermediate' | 'vocab'
  >;
  readonly gemm: readonly GemmCase[];
  readonly decodeAttention: readonly DecodeCase[];
  readonly prefillAttention: readonly PrefillCase[];
  readonly loop: readonly LoopCase[];
}

export interface GemmCase {
  readonly inputs: number;
  readonly outputs: number;
  readonly tokens: number;
  readonly format: 'bf16' | 'fp8';
}

export interface DecodeCase {
  readonly batch: number;
  readonly context: number;
}

export interface PrefillCase {
  readonly chunk: number;
}

export interface LoopCase {
  readonly concurrency: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly requests: number;
}

export interface LoopMeasured {
  readonly ttft: number;
  readonly tpot: number;
  readonly outputTokensPerSecond: number;
  readonly prefillStep: number;
  readonly decodeStep: number;
}

type Row<Part extends string, Case, Measured = { readonly seconds: number }> = {
  readonly part: Part;
  readonly case: Case;
  readonly measured: Measured;
};

export type ResultRow =
  | Row<'gemm', GemmCase>
  | Row<'decodeAttention', DecodeCase>
  | Row<'prefillAttention', PrefillCase>
  | Row<'loop', LoopCase, LoopMeasured>;

export interface Results {
  readonly device: { readonly name: string; readonly bytes: number };
  readonly torch: string;
  readonly rows: readonly ResultRow[];
  readonly leftOut: readonly { readonly part: string; readonly case: unknown; readonly why: string }[];
}
