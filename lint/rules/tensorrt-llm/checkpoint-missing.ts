import { toolCalls, trtllmBuild } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';

export const checkpointMissing: Rule = {
  code: 'BWL006',
  name: 'checkpoint-missing',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo: 'calls of `trtllm-build` outside of Markdown',
  summary: '`trtllm-build` is given neither a checkpoint nor a model configuration.',
  why: 'It builds an engine from the checkpoint that `convert_checkpoint.py` or `quantize.py` wrote, and fails without one.',
  remedy: 'Give the folder of the checkpoint as `--checkpoint_dir`.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py main'],
  examplePath: 'build.sh',
  examples: {
    bad: ['«trtllm-build» --max_batch_size 64 --output_dir engine\n'],
    good: [
      'trtllm-build --checkpoint_dir ckpt --output_dir engine\n',
      'trtllm-build --model_config model.json\n',
      'trtllm-build --help\n',
      'trtllm-build $ARGS\n',
    ],
  },
  scope: 'commands',
  check({ project, options, report }) {
    for (const { located, flags, partlyUnknown } of toolCalls(project, options, [trtllmBuild])) {
      if (located.command.host === 'markdown' || partlyUnknown || flags.length === 0) continue;
      // Beginnings of the options count, as argparse counts them.
      const given = flags.some(({ written }) =>
        /^(--checkpoint_dir|--ch\w*|--model_con\w*|--build_con\w*|--help|-h)$/.test(written),
      );
      if (!given)
        report(
          located.file,
          located.command.program.range,
          'There is nothing to build from: `--checkpoint_dir` is missing.',
        );
    }
  },
};
