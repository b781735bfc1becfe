import { builtMemories } from '../../reading/built-memory.ts';
import type { Rule } from '../../rule.ts';

/** Of the GPU's memory: what is worth a sentence. */
const much = 0.2;

const build = (sizes: string): string =>
  `# batchwise: gpu=RTX-4080 trtllm=0.15.0\npython3 examples/qwen/convert_checkpoint.py --model_dir Qwen/Qwen2.5-0.5B --dtype float16 --output_dir ckpt\n«trtllm-build» --checkpoint_dir ckpt --output_dir engine ${sizes}\n`;

export const defaultSizes: Rule = {
  code: 'BWM008',
  name: 'default-sizes-take-memory',
  area: 'memory',
  severity: 'info',
  appliesTo: '`trtllm-build` without sizes of its own, where model, format and GPU are known',
  summary: 'An engine is built for the default batch, whose buffers take a large part of the GPU.',
  why: 'The decoder keeps buffers for every sequence of the largest batch at its full length. With the default of 2048 sequences they take gigabytes before the KV cache gets anything, which a small GPU does not have to spare.',
  remedy: 'Give `--max_batch_size`, `--max_seq_len` and `--max_num_tokens` as they are needed.',
  sources: [
    'NVIDIA/TensorRT-LLM#1188: 2.66 GB of runtime and 5.76 GB of decoder buffers for a model of 0.5B',
    'NVIDIA/TensorRT-LLM docs/source/reference/memory.md',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [build('')],
    good: [
      build('--max_batch_size 16 --max_seq_len 2048 --max_num_tokens 2048').replaceAll(/[«»]/g, ''),
      build('').replace('RTX-4080', 'H200').replaceAll(/[«»]/g, ''),
    ],
  },
  speed: 'slow',
  check({ project, options, report }) {
    for (const { build, spec, memory, defaulted } of builtMemories(project, options)) {
      if (!defaulted.has('maxBatchSize')) continue;
      const buffers = memory.items
        .filter(({ id }) => id === 'decoder-buffers' || id === 'runtime-buffers')
        .reduce((sum, { bytes }) => sum + bytes, 0);
      if (buffers < much * memory.gpuBytes) continue;
      report(
        build.file,
        build.command.program.range,
        `Buffers for the default batch of ${spec.maxBatchSize} sequences take ${(buffers / 2 ** 30).toFixed(1)} GiB of the ${(memory.gpuBytes / 2 ** 30).toFixed(0)} GiB of a ${spec.gpu.name}.`,
      );
    }
  },
};
