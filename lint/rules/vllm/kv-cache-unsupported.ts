import { text, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor, isOn } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmKvCacheUnsupported: Rule = {
  code: 'BWV019',
  name: 'vllm-kv-cache-unsupported',
  area: 'vllm',
  severity: 'error',
  appliesTo: 'vLLM where the model is known; prefix caching and FP8 in the V0 engine, up to 0.7',
  summary: 'The KV cache is asked for in a way that the model, or the engine with this model, does not have.',
  why: 'vLLM refuses a KV cache in NVFP4 for models with latent attention (MLA). The V0 engine refused prefix caching with a sliding window, whose blocks it frees on the way, and E5M2 for checkpoints in FP8.',
  remedy:
    'Leave the type to the engine or take `fp8`; for a sliding window in V0 give `--disable-sliding-window`, which shortens the longest sequence to the window.',
  sources: ['vllm-project/vllm vllm/config.py CacheConfig at 0.6.6 and vllm/config/cache.py at 0.28'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: vllm=0.20.0\nvllm serve deepseek-ai/DeepSeek-V3 --kv-cache-dtype «nvfp4»\n',
      '# batchwise: vllm=0.6.6\nvllm serve mistralai/Mistral-7B-v0.1 «--enable-prefix-caching»\n',
      '# batchwise: vllm=0.9.0\nVLLM_USE_V1=0 vllm serve m --enable-prefix-caching --prefix-caching-hash-algo «sha256»\n',
      '# batchwise: vllm=0.6.6\nvllm serve neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8 --kv-cache-dtype «fp8_e5m2»\n',
    ],
    good: [
      '# batchwise: vllm=0.6.6\nvllm serve mistralai/Mistral-7B-v0.1 --enable-prefix-caching --disable-sliding-window\n',
      '# batchwise: vllm=0.11.0\nvllm serve mistralai/Mistral-7B-v0.1 --enable-prefix-caching\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) checkRun(context, run);
  },
};

function checkRun(context: RuleContext, run: EngineRun): void {
  const { settings, deployment } = run;
  const model = deployment?.model.architecture?.value;
  const type = traced(settings, text, 'kv-cache-dtype');
  if (model?.mla && type?.value.startsWith('nvfp4'))
    reportAt(context, type, `The latent KV cache of ${model.name} cannot be kept in NVFP4.`);
  const hash = traced(settings, text, 'prefix-caching-hash-algo');
  if (
    run.env.VLLM_USE_V1?.value === '0' &&
    hash?.value.startsWith('sha256') &&
    holdsFor(run, { before: '0.11.0' })
  )
    reportAt(context, hash, 'The V0 engine, which `VLLM_USE_V1=0` asks for, hashes blocks only its own way.');
  if (run.version === undefined || !holdsFor(run, { before: '0.8.0' })) return;
  const reuse = settings.find('enable-prefix-caching');
  // Windows on some layers only were left out by the V0 engine.
  const window = model?.slidingPattern === undefined ? model?.slidingWindow : undefined;
  if (model && window && isOn(reuse) && !isOn(settings.find('disable-sliding-window')) && !run.open)
    reportAt(
      context,
      { value: 0, origin: reuse!.origin },
      `${model.name} has a sliding window of ${window} tokens, with which this release keeps no prefixes.`,
    );
  if (type?.value === 'fp8_e5m2' && deployment?.precision.weights?.value === 'fp8')
    reportAt(context, type, 'A checkpoint in FP8 takes a KV cache in E4M3, not in E5M2.', {
      severity: 'warning',
    });
}
