import optimizer from './data/flags-onnx-optimizer.json' with { type: 'json' };
import data from './data/onnx.json' with { type: 'json' };
import type { FlagTable } from './flag-table.ts';
import { isWithin } from './version.ts';

/** `python -m onnxruntime.transformers.optimizer`. */
export const onnxOptimizerFlags = optimizer as unknown as FlagTable;

/** The opsets that `torch.onnx.export` writes in a release of PyTorch. */
export interface OpsetRange {
  readonly from: string;
  readonly before?: string;
  readonly min: number;
  /** Absent where it changed from release to release and was not read. */
  readonly max?: number;
  /** The highest of the older exporter, `dynamo=False`. */
  readonly torchscriptMax?: number;
  readonly default: number;
}

/** Undefined for releases that were not read. */
export const exportOpsets = (torch: string): OpsetRange | undefined =>
  (data.opsets as readonly OpsetRange[]).find(({ from, before }) => isWithin(torch, from, before));

/** Arguments of `torch.onnx.export` that are deprecated as of PyTorch 2.13. */
export const deprecatedExportArguments: readonly string[] = data.deprecatedExportArguments;

/** The values of `model_type` of the transformer optimiser, with the optimisation level that each defaults to. */
export const onnxModelTypes: readonly {
  readonly name: string;
  readonly exporter: string;
  readonly optLevel: number;
}[] = data.modelTypes;

/** Architectures that people pass as `model_type` and that the optimiser does not know. */
export const unknownOnnxModelTypes: readonly string[] = data.otherModelTypes;

export interface ExecutionProvider {
  /** The exact spelling matters. */
  readonly name: string;
  /** In older releases; not in 1.30. */
  readonly olderOnly?: true;
  /** Absent where the options of the provider were not read. */
  readonly options?: readonly ProviderOption[];
}

export interface ProviderOption {
  readonly name: string;
  readonly default?: string | number | boolean;
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/** ONNX Runtime's execution providers, by default priority as far as known. */
export const executionProviders = data.providers as readonly ExecutionProvider[];
