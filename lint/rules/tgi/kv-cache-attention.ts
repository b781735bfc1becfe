import { text, traced } from '../../../deployment/settings/leaves.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const tgiKvCacheAttention: Rule = {
  code: 'BWH005',
  name: 'tgi-fp8-kv-attention',
  area: 'tgi',
  severity: 'error',
  appliesTo: '`text-generation-launcher` from 2.4 with `--kv-cache-dtype` and the variable `ATTENTION`',
  summary: 'An FP8 KV cache is asked for with an attention, or on a platform, that cannot read it.',
  why: 'The shard stops: “FP8 KV cache is currently only supported for `flashinfer` and `paged` attention”. TGI falls back to flashdecoding by itself where the size of a head is not 64, 128 or 256.',
  remedy: 'Set `ATTENTION=flashinfer` or `paged`, or leave the KV cache in the type of the model.',
  sources: [
    'huggingface/text-generation-inference server/text_generation_server/layers/attention/kv_cache.py',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'docker run -e ATTENTION=flashdecoding ghcr.io/huggingface/text-generation-inference:3.0.0 --model-id m --kv-cache-dtype «fp8_e5m2»\n',
      'docker run ghcr.io/huggingface/text-generation-inference:3.0.0-rocm --model-id m --kv-cache-dtype «fp8_e5m2»\n',
    ],
    good: [
      'docker run -e ATTENTION=flashinfer ghcr.io/huggingface/text-generation-inference:3.0.0 --model-id m --kv-cache-dtype fp8_e5m2\n',
    ],
  },
  check(context) {
    for (const { settings, env, deployment, located } of engineRuns(
      context.project,
      context.options,
      'tgi',
    )) {
      const dtype = traced(settings, text, 'kv-cache-dtype');
      if (!dtype?.value.startsWith('fp8')) continue;
      const image = located?.command.image?.value ?? '';
      const platform = Object.keys(refused).find((suffix) => image.endsWith(suffix));
      if (platform && dtype.value === refused[platform]!.type)
        reportAt(context, dtype, `\`${dtype.value}\` is not there on ${refused[platform]!.name}.`);
      const attention = env.ATTENTION?.value;
      const head = deployment?.model.architecture?.value.headDim;
      if (attention === 'flashdecoding')
        reportAt(context, dtype, '`flashdecoding` attention cannot read an FP8 KV cache.');
      else if (
        attention === undefined &&
        !env.ATTENTION &&
        head !== undefined &&
        ![64, 128, 256].includes(head)
      )
        reportAt(
          context,
          dtype,
          `Heads of ${head} make TGI fall back to flashdecoding, which cannot read an FP8 KV cache.`,
        );
    }
  },
};

/** By the ending of the image's tag. */
const refused: Readonly<Record<string, { readonly type: string; readonly name: string }>> = {
  '-rocm': { type: 'fp8_e5m2', name: 'AMD GPUs' },
  '-intel-cpu': { type: 'fp8_e4m3fn', name: 'CPUs' },
};
