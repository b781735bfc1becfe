import type { FlagPeriod, FlagTable } from '../../catalog/flag-table.ts';
import type { Facts } from './facts.ts';

type OptionFact = string | number | boolean | null | OptionShape;

interface OptionShape {
  readonly default: string | number;
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

interface OnnxFacts {
  readonly torch_onnx_export: {
    readonly opset: {
      readonly 'torch_2.13': {
        readonly min: number;
        readonly max: number;
        readonly torchscript_exporter_max: number;
        readonly default: number;
      };
      readonly 'torch_2.0-2.8 (torchscript exporter)': { readonly min: number; readonly default: number };
    };
    readonly 'signature_torch_2.13': { readonly deprecated: readonly string[] };
  };
  readonly optimizer_cli: {
    readonly model_type: Record<string, { readonly exporter: string; readonly default_opt_level: number }>;
    readonly model_type_not_valid: readonly string[];
    readonly flags: Record<string, string>;
    readonly fusion_flags: readonly string[];
  };
  readonly execution_providers: {
    readonly names_in_default_priority: readonly string[];
    readonly names_verified_in_ort_1_30_binary: readonly string[];
    readonly older_only: readonly string[];
    readonly CUDAExecutionProvider: Record<string, OptionFact>;
    readonly TensorrtExecutionProvider: Record<string, OptionFact>;
  };
}

const read = (facts: Facts): OnnxFacts => facts.json<OnnxFacts>('engines/onnx.json');

export function onnx(facts: Facts) {
  const { torch_onnx_export: torch, optimizer_cli: optimizer, execution_providers: providers } = read(facts);
  const { 'torch_2.13': newest, 'torch_2.0-2.8 (torchscript exporter)': older } = torch.opset;
  const present = new Set(providers.names_verified_in_ort_1_30_binary);
  const old = new Set(providers.older_only);
  return {
    source:
      'onnxruntime 1.30.0 onnxruntime/transformers/optimizer.py; microsoft/onnxruntime core/providers/cuda/cuda_provider_options.h, tensorrt_execution_provider_info.cc, get_execution_providers.cc; torch 2.13.0 torch/onnx/_constants.py',
    opsets: [
      // The highest opset of these releases is 17 to 20 and was not read release by release.
      { from: '2.0.0', before: '2.9.0', min: older.min, default: older.default },
      {
        from: '2.13.0',
        min: newest.min,
        max: newest.max,
        torchscriptMax: newest.torchscript_exporter_max,
        default: newest.default,
      },
    ],
    deprecatedExportArguments: torch['signature_torch_2.13'].deprecated,
    modelTypes: Object.entries(optimizer.model_type).map(([name, { exporter, default_opt_level }]) => ({
      name,
      exporter,
      optLevel: default_opt_level,
    })),
    otherModelTypes: optimizer.model_type_not_valid,
    providers: [...new Set([...providers.names_in_default_priority, ...present, ...old])].map((name) => ({
      name,
      ...(old.has(name) ? { olderOnly: true } : !present.has(name) && { olderOnly: true }),
      ...optionsOf(
        name === 'CUDAExecutionProvider' || name === 'TensorrtExecutionProvider'
          ? providers[name]
          : undefined,
      ),
    })),
  };
}

function optionsOf(options: Record<string, OptionFact> | undefined) {
  if (options === undefined) return {};
  return {
    options: Object.entries(options).map(([name, fact]) => {
      if (typeof fact === 'object' && fact !== null) return { name, ...fact };
      // A default that says how it changed is for people.
      return { name, ...(fact !== null && fact !== '' && { default: fact }) };
    }),
  };
}

/** `python -m onnxruntime.transformers.optimizer`. */
export function onnxOptimizerTable(facts: Facts): FlagTable {
  const { flags, fusion_flags, model_type } = read(facts).optimizer_cli;
  const period = (fact: string): Pick<FlagPeriod, 'type'> & Partial<FlagPeriod> => {
    if (fact.startsWith('bool')) return { type: 'flag', nargs: '0' };
    if (fact.startsWith('int')) return { type: 'int', default: 0 };
    if (fact.startsWith('enum'))
      return { type: 'string', default: 'bert', choices: Object.keys(model_type), caseInsensitive: true };
    if (fact.startsWith('0|')) return { type: 'int', choices: [0, 1, 2, 99] };
    return fact.includes('|') ? { type: 'string', choices: fact.split('|') } : { type: 'string' };
  };
  return {
    source: 'onnxruntime 1.30.0 onnxruntime/transformers/optimizer.py and fusion_options.py',
    tool: 'onnxruntime.transformers.optimizer',
    versions: ['1.20.0', '1.30.0'],
    abbreviations: true,
    underscoresAreDashes: false,
    dottedKeys: false,
    uncertain: [{ from: '1.20.0', before: '1.30.0', because: 'only the options of 1.30 were read' }],
    flags: [
      ...Object.entries(flags).map(([name, fact]) => ({
        name,
        periods: [{ from: /1\.30/.test(fact) ? '1.30.0' : '1.20.0', ...period(fact) }],
      })),
      ...fusion_flags.map((name) => ({
        name,
        periods: [{ from: '1.20.0', type: 'flag' as const, nargs: '0' as const }],
      })),
    ],
  };
}
