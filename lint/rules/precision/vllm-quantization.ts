import { type PrecisionFormat, precisionOn } from '../../../catalog/precision.ts';
import { vllmMethodPeriods } from '../../../catalog/vllm-quantization.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import { capabilityOf } from '../../reading/capability.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmQuantizationRule: Rule = {
  code: 'BWP006',
  name: 'vllm-quantization-unsupported',
  area: 'precision',
  severity: 'error',
  appliesTo: '`--quantization` of vLLM, 0.3 to 0.28: GPUs where they are known, and `--dtype`',
  summary: 'The method of quantisation does not run on the GPU, or not in the type that is asked for.',
  why: 'vLLM stops before it loads the weights: “The quantization method … is not supported for the current GPU. Minimum capability: …” or “… is not supported for quantization method …”.',
  remedy: 'Take another method or another GPU; drop `--dtype`, so that vLLM chooses the type.',
  sources: [
    'vllm-project/vllm vllm/model_executor/layers/quantization get_min_capability and get_supported_act_dtypes, 0.3 to 0.28',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.11.0\nvllm serve m --quantization «modelopt»\n',
      '# batchwise: gpu=H100-SXM5-80GB vllm=0.15.0\nvllm serve m --quantization «fp_quant»\n',
      '# batchwise: vllm=0.11.0\nvllm serve openai/gpt-oss-20b --quantization mxfp4 --dtype «half»\n',
    ],
    good: [
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.28.0\nvllm serve m --quantization modelopt\n',
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.11.0\nvllm serve m --quantization bitsandbytes\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) checkRun(context, run);
  },
};

function checkRun(context: RuleContext, run: EngineRun): void {
  const method = traced(run.settings, text, 'quantization');
  const periods = method ? vllmMethodPeriods(method.value, run.version) : [];
  if (!method || periods.length === 0) return;
  const gpu = capabilityOf(run.deployment);
  const least = Math.min(...periods.map(({ minSm }) => minSm));
  if (gpu && gpu.sm < least && !isToldByFormat(run, gpu.sm))
    reportAt(
      context,
      method,
      `\`${method.value}\` needs compute capability ${tenths(least)}, ${gpu.name} has ${tenths(gpu.sm)}.`,
    );
  const dtype = traced(run.settings, text, 'dtype');
  const wanted = dtype && (aliases[dtype.value] ?? dtype.value);
  const types = new Set(periods.flatMap((period) => period.types ?? []));
  if (!dtype || wanted === 'auto' || types.size === 0 || periods.some((period) => !period.types)) return;
  // Methods of FP16 alone are told by the rule for them, with the fix.
  if (!types.has(wanted!) && !(wanted === 'bfloat16' && isHalfOnly(method.value)))
    reportAt(context, dtype, `\`${method.value}\` computes in ${[...types].join(' or ')}, not in ${wanted}.`);
}

const aliases: Readonly<Record<string, string>> = { half: 'float16', float: 'float32' };
const isHalfOnly = (method: string): boolean => /^(awq|gptq|squeezellm)$/.test(method);
const tenths = (sm: number): string => (sm / 10).toFixed(1);

/** What the weight format itself rules out is told once. */
function isToldByFormat({ deployment, version }: EngineRun, sm: number): boolean {
  const format = deployment?.precision.weights?.value;
  return (
    format !== undefined && precisionOn('vllm', format as PrecisionFormat, sm, version).supported === false
  );
}
