import { configFileOf } from '../../../deployment/model-name.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import { checkpointMethod } from '../../reading/checkpoint-methods.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

/** Kernels that an engine may take for a checkpoint's method (vllm quantization override_quantization_method). */
const kernels: Readonly<Record<string, readonly string[]>> = {
  awq: ['awq', 'awq_marlin', 'moe_wna16', 'ipex', 'auto_awq', 'cpu_awq'],
  gptq: [
    'gptq',
    'gptq_marlin',
    'gptq_marlin_24',
    'gptq_bitblas',
    'marlin',
    'moe_wna16',
    'ipex',
    'auto_gptq',
    'auto-round',
  ],
  fp8: ['fp8', 'ptpc_fp8', 'w8a8_fp8', 'fbgemm_fp8', 'mxfp8', 'petit_nvfp4'],
  modelopt: ['modelopt', 'modelopt_fp8', 'modelopt_fp4', 'modelopt_mixed', 'nvfp4', 'petit_nvfp4'],
  bitsandbytes: ['bitsandbytes', 'bitsandbytes-nf4', 'bitsandbytes-fp4'],
  'compressed-tensors': ['compressed-tensors', 'compressed_tensors', 'w8a8_fp8', 'w8a8_int8'],
  'auto-round': ['auto-round', 'gptq', 'gptq_marlin', 'awq', 'awq_marlin', 'inc', 'ipex'],
  mxfp4: ['mxfp4', 'gpt_oss_mxfp4', 'quark'],
};

/** Methods that quantise nothing while they load: without scales in the checkpoint the engine stops. */
const readers: ReadonlySet<string> = new Set(['awq', 'awq_marlin', 'gptq', 'gptq_marlin', 'exl2']);

/** What the authors of a model publish, without a word of quantisation in its name. */
const plainRepository =
  /^(meta-llama|mistralai|Qwen|google|microsoft|tiiuae|bigscience|EleutherAI|zai-org)\/(?!.*(awq|gptq|fp8|fp4|int[48]|gguf|[48]-?bit|quant|qat|w[48]a))/i;

export const quantizationDiffers: Rule = {
  code: 'BWA006',
  name: 'quantization-differs',
  area: 'model',
  severity: 'error',
  appliesTo:
    'vLLM and SGLang with `--quantization` or `-q`, and TGI with `--quantize`, where the checkpoint says by its `config.json` or its name how it is quantised',
  summary:
    'The flag names another way of quantisation than the checkpoint was made with, or one that it was not made with.',
  why: 'The engine stops: “Cannot find the config file for awq”, or “Quantization method specified in the model config … does not match the quantization method specified in the `quantization` argument”.',
  remedy: 'Drop the flag: engines read the method out of the checkpoint.',
  sources: [
    'vllm-project/vllm vllm/config ModelConfig._verify_quantization',
    'sgl-project/sglang python/sglang/srt/configs/model_config.py _verify_quantization',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve TheBloke/Llama-2-7B-Chat-AWQ --quantization «gptq»\n',
      'vllm serve Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4 -q «awq»\n',
      'vllm serve meta-llama/Llama-3.1-8B-Instruct --quantization «awq»\n',
      'text-generation-launcher --model-id Qwen/Qwen2.5-7B-Instruct --quantize «gptq»\n',
      {
        'model/config.json': '{ "quantization_config": { "quant_method": "compressed-tensors" } }\n',
        'serve.sh': 'vllm serve ./model --quantization «fp8»\n',
      },
    ],
    good: [
      'vllm serve TheBloke/Llama-2-7B-Chat-AWQ --quantization awq_marlin\n',
      'vllm serve Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4\n',
      'vllm serve meta-llama/Llama-3.1-8B-Instruct --quantization fp8\n',
    ],
  },
  check(context) {
    const { project, options } = context;
    for (const { engine, deployment, settings } of engineRuns(project, options, 'vllm', 'sglang', 'tgi')) {
      const asked = traced(settings, text, 'quantization', 'quantize');
      if (!asked || /^(none|null)$/i.test(asked.value)) continue;
      const word = asked.value.toLowerCase();
      const made = checkpointMethod(deployment?.model, project);
      const plain =
        deployment?.model.architecture && plainRepository.test(deployment.model.name?.value ?? '');
      if (!made && plain && readers.has(word) && !configFileOf(deployment.model.name!.value, project.files))
        reportAt(
          context,
          asked,
          `\`${asked.value}\` reads weights that are quantised already, and ${deployment.model.name!.value} is published in 16 bits.`,
        );
      if (!made) continue;
      if (made.methods.some((method) => (kernels[method] ?? [method]).includes(word))) continue;
      // TGI runs AWQ weights through its GPTQ kernels too.
      if (engine === 'tgi' && !made.methods.includes('gptq')) continue;
      reportAt(
        context,
        asked,
        `The checkpoint is quantised another way than \`${asked.value}\`: ${made.because}.`,
        { related: made.related, ...(engine === 'tgi' && { severity: 'warning' }) },
      );
    }
  },
};
