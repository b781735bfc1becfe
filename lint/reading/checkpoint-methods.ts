import type { Deployment } from '../../deployment/deployment.ts';
import { configFileOf } from '../../deployment/model-name.ts';
import type { Project } from '../../deployment/project.ts';
import type { RelatedLocation } from '../finding.ts';

/** How a checkpoint is quantised, as its `config.json` or its name says. */
export interface CheckpointMethod {
  /** `quant_method` of the checkpoint; those that it may be where only the name says it. */
  readonly methods: readonly string[];
  /** As a clause. */
  readonly because: string;
  readonly related: readonly RelatedLocation[];
  /** Weights of one scale, where the config says it. */
  readonly groupSize?: number;
  readonly inConfig: boolean;
}

/** `compressed-tensors` stores every format under one name, whatever the repository is called. */
const byName: readonly [RegExp, readonly string[]][] = [
  [/-AWQ(-|$)/i, ['awq', 'compressed-tensors']],
  [/-GPTQ(-|$)/i, ['gptq', 'compressed-tensors']],
  [/-FP8(-dynamic|-KV|-block)?$/i, ['fp8', 'compressed-tensors', 'modelopt', 'fbgemm_fp8', 'quark']],
  [/-GGUF$|\.gguf$/i, ['gguf']],
  [/-(bnb-4bit|bnb-8bit)$/i, ['bitsandbytes']],
];

/** Undefined where nothing says that the checkpoint is quantised. */
export function checkpointMethod(
  model: Deployment['model'] | undefined,
  project: Project,
): CheckpointMethod | undefined {
  const name = model?.name?.value;
  if (name === undefined) return undefined;
  const file = configFileOf(name, project.files);
  if (file) {
    const config = quantizationConfig(file.text);
    if (!config) return undefined;
    const start = file.text.indexOf('"quantization_config"');
    const range = { start, end: start + '"quantization_config"'.length };
    return {
      methods: [config.method],
      because: `its config.json says \`${config.method}\``,
      related: [{ path: file.path, range, message: `\`${config.method}\` here` }],
      ...(config.groupSize !== undefined && { groupSize: config.groupSize }),
      inConfig: true,
    };
  }
  const found = byName.find(([ending]) => ending.test(name));
  return (
    found && {
      methods: found[1],
      because: `its name says ${found[1][0]!.toUpperCase()}`,
      related: [],
      inConfig: false,
    }
  );
}

function quantizationConfig(text: string): { method: string; groupSize?: number } | undefined {
  let config: {
    quantization_config?: { quant_method?: unknown; group_size?: unknown; weight_block_size?: unknown };
  };
  try {
    config = JSON.parse(text) as typeof config;
  } catch {
    return undefined;
  }
  const { quant_method, group_size, weight_block_size } = config?.quantization_config ?? {};
  if (typeof quant_method !== 'string') return undefined;
  const group = Array.isArray(weight_block_size) ? weight_block_size[0] : group_size;
  return { method: quant_method, ...(typeof group === 'number' && group > 0 && { groupSize: group }) };
}
