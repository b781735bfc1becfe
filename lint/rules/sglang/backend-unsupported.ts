import { limit, text, traced } from '../../../deployment/settings/leaves.ts';
import { capabilityOf } from '../../reading/capability.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const sglangBackend: Rule = {
  code: 'BWG007',
  name: 'sglang-backend-unsupported',
  area: 'sglang',
  severity: 'error',
  appliesTo:
    '`python -m sglang.launch_server` and `sglang serve` with an attention or expert backend of their own; GPUs where they are known',
  summary:
    'A backend for attention or experts does not run on the GPU, or not with the cache, the model, the drafts or the quantisation that it is given.',
  why: 'SGLang asserts the combination before it loads the model. The kernels of TensorRT-LLM are for Blackwell alone, FlashAttention 3 is for Ampere to Hopper, and each backend knows only some types and layouts.',
  remedy: 'Leave the backend to SGLang, or take one that the message allows.',
  sources: [
    'sgl-project/sglang python/sglang/srt/server_args.py at 0.5.9, all asserts; layers/attention/attention_registry.py',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: gpu=H100-SXM5-80GB\npython -m sglang.launch_server --model-path m --attention-backend «trtllm_mla»\n',
      '# batchwise: gpu=B200-SXM\npython -m sglang.launch_server --model-path m --attention-backend «fa3»\n',
      '# batchwise: gpu=a100\npython -m sglang.launch_server --model-path deepseek-ai/DeepSeek-V2-Lite --attention-backend «fa3»\n',
      'python -m sglang.launch_server --model-path m --attention-backend trtllm_mla --kv-cache-dtype «fp8_e5m2»\n',
      'python -m sglang.launch_server --model-path m --attention-backend triton --page-size «64» --speculative-algorithm EAGLE --speculative-num-steps 3 --speculative-eagle-topk 4 --speculative-num-draft-tokens 8\n',
      'python -m sglang.launch_server --model-path m --moe-runner-backend «flashinfer_cutlass» --quantization fp8\n',
      'python -m sglang.launch_server --model-path m --moe-runner-backend cutlass --quantization fp8 --tp 8 --ep-size «8»\n',
      'python -m sglang.launch_server --model-path meta-llama/Llama-4-Scout-17B-16E-Instruct --attention-backend «flashinfer»\n',
    ],
    good: [
      '# batchwise: gpu=B200-SXM\npython -m sglang.launch_server --model-path m --attention-backend trtllm_mla --kv-cache-dtype fp8_e4m3\n',
      'python -m sglang.launch_server --model-path m --attention-backend fa3 --page-size 64 --speculative-algorithm EAGLE --speculative-num-steps 3 --speculative-eagle-topk 4 --speculative-num-draft-tokens 8\n',
      'python -m sglang.launch_server --model-path m --moe-runner-backend flashinfer_trtllm --quantization fp8\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'sglang')) {
      for (const option of ['attention-backend', 'prefill-attention-backend', 'decode-attention-backend'])
        checkAttention(context, run, option);
      checkDrafts(context, run);
      checkExperts(context, run);
    }
  },
};

/** Compute capabilities that the kernels were built for. */
const kernels: Readonly<Record<string, { readonly from: number; readonly below: number }>> = {
  fa3: { from: 80, below: 100 },
  trtllm_mla: { from: 100, below: 999 },
  trtllm_mha: { from: 100, below: 110 },
};
const latentTypes = ['auto', 'bf16', 'bfloat16', 'fp8_e4m3', 'fp4_e2m1', 'nvfp4'];
const llama4Backends = ['fa3', 'aiter', 'triton', 'trtllm_mha', 'intel_xpu'];

function checkAttention(context: RuleContext, { settings, deployment }: EngineRun, option: string): void {
  const backend = traced(settings, text, option);
  if (!backend) return;
  const gpu = capabilityOf(deployment);
  const needs = kernels[backend.value];
  if (gpu && needs && (gpu.sm < needs.from || gpu.sm >= needs.below))
    reportAt(
      context,
      backend,
      `\`${backend.value}\` is for GPUs of compute capability ${backend.value === 'fa3' ? '8.0 to 9.0' : '10.0'}, ${gpu.name} has ${(gpu.sm / 10).toFixed(1)}.`,
    );
  const latent = deployment?.model.architecture?.value.mla !== undefined;
  if (gpu && backend.value === 'fa3' && latent && gpu.sm >= 80 && gpu.sm < 90)
    reportAt(context, backend, `\`fa3\` runs latent attention on Hopper alone, not on ${gpu.name}.`);
  const type = traced(settings, text, 'kv-cache-dtype');
  if (backend.value === 'trtllm_mla' && type && !latentTypes.includes(type.value))
    reportAt(context, type, `\`trtllm_mla\` reads no KV cache in \`${type.value}\`.`);
  const width = traced(settings, limit, 'speculative-eagle-topk');
  if (backend.value === 'trtllm_mha' && width && width.value > 1)
    reportAt(context, width, '`trtllm_mha` verifies drafts of one branch: `--speculative-eagle-topk 1`.');
  const model = deployment?.model.name?.value ?? '';
  if (/Llama-4-/i.test(model) && !llama4Backends.includes(backend.value))
    reportAt(
      context,
      backend,
      `Llama 4 runs with ${llama4Backends.join(', ')}, not with \`${backend.value}\`.`,
    );
}

/** Trees of drafts over pages of several tokens. */
function checkDrafts(context: RuleContext, { settings }: EngineRun): void {
  const algorithm = traced(settings, text, 'speculative-algorithm');
  const backend = traced(settings, text, 'attention-backend');
  const width = traced(settings, limit, 'speculative-eagle-topk');
  const page = traced(settings, limit, 'page-size');
  if (!algorithm || !backend || !page || !width || width.value === 1 || page.value === 1) return;
  if (/^(EAGLE3?|NEXTN|STANDALONE)$/i.test(algorithm.value) && !/^(flashinfer|fa3)$/.test(backend.value))
    reportAt(
      context,
      page,
      `Drafts of ${width.value} branches over pages of ${page.value} tokens need \`flashinfer\` or \`fa3\`, not \`${backend.value}\`.`,
    );
}

interface ExpertBackend {
  readonly quantizations: readonly string[];
  /** Whether it takes experts that are spread over a number of ranks. */
  readonly spread: (expert: number, tensor: number | undefined) => boolean;
}

const expertBackends: Readonly<Record<string, ExpertBackend>> = {
  flashinfer_cutlass: {
    quantizations: ['modelopt_fp4', 'modelopt_fp8'],
    spread: (expert, tensor) => expert === 1 || tensor === undefined || expert === tensor,
  },
  flashinfer_trtllm: {
    quantizations: ['modelopt_fp4', 'fp8', 'modelopt_fp8', 'compressed-tensors'],
    spread: () => true,
  },
  cutlass: { quantizations: ['fp8', 'mxfp8'], spread: (expert) => expert === 1 },
};

function checkExperts(context: RuleContext, { settings }: EngineRun): void {
  const backend = traced(settings, text, 'moe-runner-backend');
  const needs = backend && expertBackends[backend.value];
  if (!backend || !needs) return;
  const quantization = traced(settings, text, 'quantization');
  if (quantization && quantization.value !== 'none' && !needs.quantizations.includes(quantization.value))
    reportAt(
      context,
      backend,
      `\`${backend.value}\` runs experts in ${needs.quantizations.join(', ')}, not in \`${quantization.value}\`.`,
    );
  const expert = traced(settings, limit, 'ep-size', 'expert-parallel-size', 'ep');
  const tensor = traced(settings, limit, 'tp-size', 'tensor-parallel-size');
  if (expert && !needs.spread(expert.value, tensor?.value))
    reportAt(
      context,
      expert,
      `\`${backend.value}\` does not run experts over ${expert.value} expert parallel ranks.`,
    );
}
