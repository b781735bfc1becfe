import { compareVersions } from '../../../catalog/version.ts';
import { type EngineChain, engineChains, switchOf } from '../../reading/engine-chains.ts';
import { placeOf } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';
import { turnsOff } from './build-problems.ts';

const chain = (kv: string, build: string): string =>
  `# batchwise: trtllm=0.12.0\npython3 examples/llama/convert_checkpoint.py --model_dir m --output_dir ckpt --dtype float16 ${kv}\ntrtllm-build --checkpoint_dir ckpt --output_dir engine ${build}\n`;

export const pagedContextKvType: Rule = {
  code: 'BWC001',
  name: 'paged-context-kv-type',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-build` from 0.9 whose checkpoint command is among the files',
  summary: 'Paged context attention is built over a KV cache of a type that it cannot read.',
  why: 'KV-cache reuse and chunked context need paged context attention, which has no kernel for an INT8 KV cache, and takes an FP8 one only from 0.10 on and only with FP8 weights (W4A8 from 0.17). The build or the load of the engine fails; from 0.17 on the build turns paged context attention off with a warning, and what needs it fails when the engine is served.',
  remedy:
    'Keep the KV cache in the type of the model, quantise weights and KV cache to FP8, or leave reuse and chunked context out.',
  sources: [
    'NVIDIA/TensorRT-LLM cpp/tensorrt_llm/plugins/gptAttentionCommon: paged context FMHA and INT8 KV cache',
    'NVIDIA/TensorRT-LLM tensorrt_llm/builder.py build, v0.12 and @008b2b8d (0.18)',
    'NVIDIA/TensorRT-LLM#2166',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      chain('--int8_kv_cache', '--use_paged_context_fmha «enable»'),
      '# batchwise: trtllm=0.15.0\npython3 quantize.py --model_dir m --qformat int4_awq --kv_cache_dtype fp8 --output_dir ckpt\ntrtllm-build --checkpoint_dir ckpt --output_dir engine --use_paged_context_fmha «enable»\n',
    ],
    good: [
      chain('', '--use_paged_context_fmha enable'),
      chain('--int8_kv_cache', '--use_paged_context_fmha disable'),
      '# batchwise: trtllm=0.15.0\npython3 quantize.py --model_dir m --qformat fp8 --kv_cache_dtype fp8 --output_dir ckpt\ntrtllm-build --checkpoint_dir ckpt --output_dir engine --use_paged_context_fmha enable\n',
    ],
  },
  check({ project, options, report }) {
    for (const chain of engineChains(project, options)) {
      const asked = chain.build.settings.find('use-paged-context-fmha');
      const place = asked && placeOf({ value: 0, origin: asked.origin });
      const problem = switchOf(chain.build, 'use-paged-context-fmha') === true && problemOf(chain);
      const kv = placeOf(chain.parts.precision?.kvCache);
      if (place && problem)
        report(
          place.path,
          place.range,
          `${problem}${turnsOff(chain) ? ' From 0.17 on the build turns it off.' : ''}`,
          {
            ...(turnsOff(chain) && { severity: 'warning' }),
            related: kv ? [{ ...kv, message: 'the type of the KV cache is chosen here' }] : [],
          },
        );
    }
  },
};

function problemOf({ parts, version }: EngineChain): string | undefined {
  const { kvCache, weights } = parts.precision ?? {};
  if (kvCache?.value === 'int8') return 'Paged context attention cannot read an INT8 KV cache.';
  if (kvCache?.value !== 'fp8' || !weights) return undefined;
  const before = (release: string): boolean => version !== undefined && compareVersions(version, release) < 0;
  if (before('0.10.0')) return 'Paged context attention reads an FP8 KV cache only from 0.10 on.';
  if (weights.value === 'fp8' || weights.value === 'nvfp4') return undefined;
  if (weights.value === 'w4a8-awq' && !before('0.17.0')) return undefined;
  return `Paged context attention reads an FP8 KV cache only with FP8 weights; these are ${weights.value}.`;
}
