import {
  knowsVllmAttention,
  readsKvCache,
  type VllmAttentionBackend,
  vllmAttentionBackend,
} from '../../../catalog/vllm-attention.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import type { Traced } from '../../../deployment/traced.ts';
import { type Capability, capabilityOf } from '../../reading/capability.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor, isOn } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmAttentionBackendRule: Rule = {
  code: 'BWP007',
  name: 'vllm-attention-backend',
  area: 'precision',
  severity: 'error',
  appliesTo:
    'vLLM from 0.11 to 0.28 where the release and the GPU are known: `--attention-backend`, `VLLM_ATTENTION_BACKEND`, and FP8 in `--kv-cache-dtype`, which is looked at from 0.5 to 0.7 too',
  summary:
    'The attention back end runs neither with this KV cache, nor with this model, nor on this GPU; or there is none that does.',
  why: 'vLLM checks a back end that is named and stops: “Selected backend … is not valid for this configuration”. Left alone it takes the first that fits, and on Ampere that may be Triton’s, which compiles no E4M3: “type fp8e4nv not supported in this architecture”.',
  remedy:
    'Leave the choice to vLLM, name `FLASHINFER` for an FP8 cache on Ampere and Ada, or keep the cache in 16 bits.',
  sources: [
    'vllm-project/vllm docs/design/attention_backends.md@00139433',
    'vllm-project/vllm vllm/platforms/cuda.py get_attn_backend_cls as of 0.11',
    'vllm-project/vllm#26431, #7714, PR #24577, PR #50882',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.11.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --kv-cache-dtype «fp8»\n',
      '# batchwise: gpu=a100 vllm=0.20.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --kv-cache-dtype fp8 --attention-backend «TRITON_ATTN»\n',
      '# batchwise: gpu=L40S vllm=0.20.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --kv-cache-dtype fp8 --attention-backend «FLASH_ATTN»\n',
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.20.0\nvllm serve deepseek-ai/DeepSeek-V2-Lite --attention-backend «FLASHMLA»\n',
      '# batchwise: gpu=H100-SXM5-80GB vllm=0.20.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --attention-backend «FLASHMLA»\n',
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.20.0\nvllm serve deepseek-ai/DeepSeek-V2-Lite --kv-cache-dtype «fp8»\n',
      '# batchwise: gpu=a10 vllm=0.5.4\nvllm serve m --kv-cache-dtype «fp8» --enable-chunked-prefill\n',
    ],
    good: [
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.11.0\nVLLM_ATTENTION_BACKEND=FLASHINFER vllm serve meta-llama/Llama-3.1-8B-Instruct --kv-cache-dtype fp8\n',
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.20.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --kv-cache-dtype fp8\n',
      '# batchwise: gpu=H100-SXM5-80GB vllm=0.11.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --kv-cache-dtype fp8\n',
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.9.2\nvllm serve meta-llama/Llama-3.1-8B-Instruct --kv-cache-dtype fp8\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      const gpu = capabilityOf(run.deployment);
      const type = traced(run.settings, text, 'kv-cache-dtype');
      if (gpu && type) checkPrefixKernel(context, run, gpu, type);
      if (!gpu || run.version === undefined || !knowsVllmAttention(run.version)) continue;
      const cache = type && /^fp8/.test(type.value) ? type : undefined;
      const named = namedBackend(run);
      const known = named && vllmAttentionBackend(named.value);
      if (known) checkNamed(context, run, { ...known, place: named }, gpu, cache);
      else if (!named && cache && !run.settings.find('attention-config', 'attention-backend') && !run.open)
        checkChosen(context, run, gpu, cache);
    }
  },
};

/** By the option, or by the variable that it replaced with 0.14. */
function namedBackend(run: EngineRun): Traced<string> | undefined {
  const option = traced(run.settings, text, 'attention-backend');
  if (option || !holdsFor(run, { before: '0.14.0' })) return option;
  const variable = run.env.VLLM_ATTENTION_BACKEND;
  return variable?.value === undefined
    ? undefined
    : {
        value: variable.value,
        origin: { kind: 'file', path: run.file.path, range: variable.range },
      };
}

function checkNamed(
  context: RuleContext,
  { deployment }: EngineRun,
  backend: VllmAttentionBackend & { readonly place: Traced<string> },
  gpu: Capability,
  cache: Traced<string> | undefined,
): void {
  const { name, place } = backend;
  const model = deployment?.model.architecture?.value;
  const [low, high] = backend.sm;
  if (gpu.sm < low || gpu.sm > high) {
    const range = high > 900 ? `${tenths(low)} on` : `${tenths(low)} to ${tenths(high)}`;
    reportAt(
      context,
      place,
      `\`${name}\` runs on compute capability ${range}, ${gpu.name} has ${tenths(gpu.sm)}.`,
    );
  } else if (model && (model.mla !== undefined) !== backend.latent)
    reportAt(
      context,
      place,
      backend.latent
        ? `\`${name}\` is for latent attention, which ${model.name} does not have.`
        : `\`${name}\` is not for latent attention, which ${model.name} has.`,
    );
  else if (model && backend.headSizes && !backend.headSizes.includes(model.headDim))
    reportAt(
      context,
      place,
      `\`${name}\` is for heads of ${backend.headSizes.join(', ')} numbers, ${model.name} has ${model.headDim}.`,
    );
  else if (cache && readsKvCache(backend, cache.value, gpu.sm) === false)
    reportAt(context, place, `\`${name}\` reads no KV cache in \`${cache.value}\` on ${gpu.name}.`);
}

/** What vLLM falls back on where nothing is named: below 8.9 none of it reads E4M3 but FlashInfer. */
function checkChosen(context: RuleContext, run: EngineRun, gpu: Capability, cache: Traced<string>): void {
  if (gpu.sm >= 89 || !/^fp8(_e4m3)?$/.test(cache.value)) return;
  const model = run.deployment?.model.architecture?.value;
  if (model?.mla)
    reportAt(context, cache, `No back end for latent attention reads an FP8 cache on ${gpu.name}.`);
  else if (run.version === '0.11.0')
    reportAt(
      context,
      cache,
      gpu.sm >= 80
        ? `vLLM 0.11.0 takes Triton’s attention for an FP8 cache on ${gpu.name}, which compiles no E4M3 there; \`VLLM_ATTENTION_BACKEND=FLASHINFER\` does.`
        : `vLLM 0.11.0 takes FlexAttention on ${gpu.name}, which reads no FP8 cache.`,
    );
  else if (gpu.sm < 80 || !holdsFor(run, { from: '0.13.0' }) || !model) return;
  else if (!vllmAttentionBackend('FLASHINFER')?.headSizes?.includes(model.headDim))
    reportAt(
      context,
      cache,
      `Heads of ${model.headDim} numbers leave Triton’s attention alone for an FP8 cache, which compiles no E4M3 on ${gpu.name}.`,
    );
}

/** V0 read the cache of earlier chunks and prefixes with a kernel of Triton, whatever the back end. */
function checkPrefixKernel(
  context: RuleContext,
  run: EngineRun,
  gpu: Capability,
  type: Traced<string>,
): void {
  if (run.version === undefined || !holdsFor(run, { from: '0.5.0', before: '0.8.0' })) return;
  if (gpu.sm >= 89 || !/^fp8(_e4m3)?$/.test(type.value)) return;
  const reads = ['enable-chunked-prefill', 'enable-prefix-caching'].find((name) =>
    isOn(run.settings.find(name)),
  );
  if (reads)
    reportAt(
      context,
      type,
      `With \`--${reads}\` a kernel of Triton reads the cache, which compiles no E4M3 on ${gpu.name}: take \`fp8_e5m2\`.`,
      { severity: 'warning' },
    );
}

const tenths = (sm: number): string => (sm / 10).toFixed(1);
