import type { LocatedCommand, Project } from '../../../deployment/project.ts';
import { builtMemories } from '../../reading/built-memory.ts';
import { engineChains, isUnpaged } from '../../reading/engine-chains.ts';
import type { LintOptions, Rule } from '../../rule.ts';

const old = (options: string): string =>
  `# batchwise: gpu=A100-SXM4-40GB trtllm=0.5.0\npython3 «examples/llama/build.py» --model_dir Llama-2-7b-hf --dtype float16 --max_input_len 1024 --max_output_len 1024 --use_gpt_attention_plugin float16 ${options}\n`;

export const staticCache: Rule = {
  code: 'BWM007',
  name: 'static-cache-does-not-fit',
  area: 'memory',
  severity: 'error',
  appliesTo: 'builds of TensorRT-LLM engines without a paged KV cache, where model, format and GPU are known',
  summary: 'A KV cache that is not paged is too large for the GPU beside the weights.',
  why: 'Without pages the cache is allocated at once, for the whole batch at its full length: 192 sequences of 2048 tokens of a 7B model are 192 GiB.',
  remedy: 'Build with a paged KV cache, or lower the batch or the lengths.',
  sources: ['NVIDIA/TensorRT-LLM#401', 'NVIDIA/TensorRT-LLM docs/source/reference/memory.md'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      old('--max_batch_size 192'),
      '# batchwise: gpu=A100-SXM4-40GB trtllm=0.12.0\npython3 convert_checkpoint.py --model_dir Llama-2-7b-hf --dtype float16 --output_dir ckpt\n«trtllm-build» --checkpoint_dir ckpt --kv_cache_type continuous --remove_input_padding disable --max_batch_size 192 --max_seq_len 2048\n',
    ],
    good: [
      old('--max_batch_size 192 --paged_kv_cache').replaceAll(/[«»]/g, ''),
      old('--max_batch_size 8').replaceAll(/[«»]/g, ''),
    ],
  },
  speed: 'slow',
  check({ project, options, report }) {
    const unpaged = unpagedBuilds(project, options);
    for (const { build, spec, memory } of builtMemories(project, options)) {
      if (!unpaged.has(build)) continue;
      const tokens = spec.maxBatchSize * spec.maxBeamWidth * spec.maxSeqLen;
      const bytes = tokens * memory.kvBytesPerToken;
      if (memory.weightsBytes + bytes <= memory.gpuBytes) continue;
      const gib = (size: number): string => `${(size / 2 ** 30).toFixed(1)} GiB`;
      report(
        build.file,
        build.command.program.range,
        `${spec.maxBatchSize} sequences of ${spec.maxSeqLen} tokens take ${gib(bytes)} of KV cache at once beside ${gib(memory.weightsBytes)} of weights: a ${spec.gpu.name} has ${gib(memory.gpuBytes)}.`,
      );
    }
  },
};

function unpagedBuilds(project: Project, options: LintOptions): Set<LocatedCommand> {
  const chains = engineChains(project, options);
  const modern = new Set(chains.map(({ build }) => build.located));
  const pages = (command: LocatedCommand['command']): boolean =>
    command.args.some(({ value, raw }) => /^--(paged_kv_cache|use_inflight_batching)\b/.test(value ?? raw));
  return new Set([
    ...chains.filter(({ build }) => isUnpaged(build)).map(({ build }) => build.located),
    // What is no `trtllm-build` is the old script, whose cache is paged where it is told to.
    ...project.commands.filter((each) => !modern.has(each) && !pages(each.command)),
  ]);
}
