import { type PrecisionFormat, precisionOn } from '../../../catalog/precision.ts';
import { sglangMinimum } from '../../../catalog/sglang-quantization.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import { type Capability, capabilityOf } from '../../reading/capability.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

/** `load_model` refuses what has no Turing tensor cores, whatever it is to run. */
const engineMinimum = 75;

export const sglangQuantizationRule: Rule = {
  code: 'BWP008',
  name: 'sglang-quantization-unsupported',
  area: 'precision',
  severity: 'error',
  appliesTo: 'SGLang: GPUs where they are known, and `--dtype` beside `--quantization`',
  summary:
    'SGLang, or its method of quantisation, does not run on the GPU, or not in the type that is asked for.',
  why: 'SGLang compares the compute capability while it loads the model and stops: “SGLang only supports sm75 and above” or “The quantization method … is not supported for the current GPU. Minimum capability: …”.',
  remedy: 'Take another method or another GPU; on Volta, another engine.',
  sources: [
    'sgl-project/sglang python/sglang/srt/model_executor/model_runner.py load_model',
    'sgl-project/sglang python/sglang/srt/model_loader/loader.py and layers/quantization get_min_capability',
    'sgl-project/sglang#931, PR #19652, PR #25655',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: gpu=v100\npython -m «sglang.launch_server» --model-path m\n',
      '# batchwise: gpu=A100-SXM4-80GB\npython -m sglang.launch_server --model-path m --quantization «w8a8_fp8»\n',
      'python -m sglang.launch_server --model-path m --quantization w8a8_int8 --dtype «float32»\n',
      '# batchwise: gpu=L40S\npython -m sglang.launch_server --model-path m --quantization «w4afp8»\n',
    ],
    good: [
      '# batchwise: gpu=t4\npython -m sglang.launch_server --model-path m --quantization awq\n',
      '# batchwise: gpu=A100-SXM4-80GB\npython -m sglang.launch_server --model-path m --quantization w8a8_int8\n',
      '# batchwise: gpu=H100-SXM5-80GB\npython -m sglang.launch_server --model-path m --quantization modelopt_fp4\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'sglang')) {
      checkType(context, run);
      const gpu = capabilityOf(run.deployment);
      if (!gpu) continue;
      if (gpu.sm < engineMinimum) {
        const message = `SGLang starts from compute capability 7.5 on, ${gpu.name} has ${tenths(gpu.sm)}.`;
        context.report(run.file, run.place, message);
        continue;
      }
      const method = traced(run.settings, text, 'quantization');
      const least = method && sglangMinimum(method.value, run.version);
      if (method && least !== undefined && gpu.sm < least && !isToldByFormat(run, gpu))
        reportAt(
          context,
          method,
          `\`${method.value}\` needs compute capability ${tenths(least)}, ${gpu.name} has ${tenths(gpu.sm)}.`,
        );
    }
  },
};

/** Every method computes in 16 bits (get_supported_act_dtypes). */
function checkType(context: RuleContext, { settings, version }: EngineRun): void {
  const method = traced(settings, text, 'quantization');
  const type = traced(settings, text, 'dtype');
  if (method && type && /^float(32)?$/.test(type.value) && sglangMinimum(method.value, version) !== undefined)
    reportAt(context, type, `\`${method.value}\` computes in 16 bits, not in ${type.value}.`);
}

const tenths = (sm: number): string => (sm / 10).toFixed(1);

/** What the weight format itself rules out is told once. */
function isToldByFormat({ deployment, version }: EngineRun, gpu: Capability): boolean {
  const format = deployment?.precision.weights?.value;
  return (
    format !== undefined &&
    precisionOn('sglang', format as PrecisionFormat, gpu.sm, version).supported === false
  );
}
