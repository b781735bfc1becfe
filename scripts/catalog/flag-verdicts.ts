import type { Facts } from './facts.ts';

interface FactVerdict {
  belongs_to: string;
  modern: string;
  trtllm_build: string;
}

export function flagVerdicts(facts: Facts) {
  const { flag_verdicts } = facts.json<{ flag_verdicts: Record<string, FactVerdict> }>(
    'trtllm/convert_quantize_flags.json',
  );
  const { mapping_to_modern } = facts.json<{ mapping_to_modern: Record<string, string> }>(
    'trtllm/legacy_flags.json',
  );
  return {
    source:
      'NVIDIA/TensorRT-LLM argument parsers: examples/llama/build.py@v0.5.0 to v0.7.1; tensorrt_llm/commands/build.py, examples/llama/convert_checkpoint.py and examples/quantization/quantize.py, tags v0.7.1 to v0.15.0',
    verdicts: Object.entries(flag_verdicts).map(([flag, verdict]) => ({
      flag,
      belongsTo: resolveSame(flag_verdicts, verdict.belongs_to, 'belongs_to'),
      modern:
        verdict.modern === 'same' ? resolveSame(flag_verdicts, verdict.modern, 'modern') : verdict.modern,
      trtllmBuild: resolveSame(flag_verdicts, verdict.trtllm_build, 'trtllm_build'),
    })),
    legacy: Object.entries(mapping_to_modern).map(([written, modern]) => ({
      flags: written.match(/--\w+/g) ?? [],
      written,
      modern,
    })),
  };
}

/** The facts shorten repeated entries to `same` or `same as tp_size`; only the latter form names its original. */
function resolveSame(verdicts: Record<string, FactVerdict>, value: string, field: keyof FactVerdict): string {
  const named = /^same as (\w+)$/.exec(value);
  return named === null ? value : (verdicts[`--${named[1]}`]?.[field] ?? value);
}
