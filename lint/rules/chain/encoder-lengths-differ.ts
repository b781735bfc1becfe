import { baseName } from '../../../deployment/paths.ts';
import { limit, traced } from '../../../deployment/settings/leaves.ts';
import { normalisePath, parentPath } from '../../../workspace/path.ts';
import { checkpointSteps, engineChains, pathOf } from '../../reading/engine-chains.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const chain = (folder: string, options: string): string =>
  `python3 examples/enc_dec/convert_checkpoint.py --model_type t5 --model_dir t5-small --output_dir trt/t5\ntrtllm-build --checkpoint_dir trt/t5/${folder} --output_dir engine/${folder} ${options}\n`;

export const encoderLengthsDiffer: Rule = {
  code: 'BWC019',
  name: 'encoder-lengths-differ',
  area: 'chain',
  severity: 'error',
  appliesTo:
    '`trtllm-build` of the encoder of a model that `enc_dec/convert_checkpoint.py` converts, from 0.11 on',
  summary: 'The engine of an encoder is given two different lengths.',
  why: 'An encoder reads a prompt and writes nothing, so that its longest input is its longest sequence: the build stops at “EncoderModel should have same --max_input_len … and --max_seq_len”.',
  remedy: 'Give `--max_input_len` alone; the other follows it.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/builder.py _init_max_seq_len; examples/enc_dec/README.md'],
  examplePath: 'build.sh',
  examples: {
    bad: [chain('encoder', '--max_input_len 1024 --max_seq_len «2048»')],
    good: [
      chain('encoder', '--max_input_len 1024'),
      chain('encoder', '--max_input_len 1024 --max_seq_len 1024'),
      chain('decoder', '--max_input_len 1 --max_seq_len 201'),
    ],
  },
  scope: 'commands',
  check(context) {
    const { project, options } = context;
    const converted = new Set(
      checkpointSteps(project, options).flatMap((step) => {
        const { program } = step.located.command;
        const output = pathOf(step, 'output-dir')?.value;
        return /(^|\/)enc_dec\//.test(program.value ?? program.tail ?? '') && output ? [output] : [];
      }),
    );
    for (const { build } of converted.size > 0 ? engineChains(project, options) : []) {
      const folder = pathOf(build, 'checkpoint-dir')?.value;
      if (folder === undefined || baseName(folder) !== 'encoder') continue;
      if (!converted.has(normalisePath(parentPath(folder)))) continue;
      const input = traced(build.settings, limit, 'max-input-len');
      const length = traced(build.settings, limit, 'max-seq-len');
      const place = placeOf(input);
      if (input && length && place && input.value !== length.value)
        reportAt(
          context,
          length,
          `The encoder takes inputs of ${input.value} tokens: both lengths are the same.`,
          {
            related: [{ ...place, message: 'the longest input' }],
          },
        );
    }
  },
};
