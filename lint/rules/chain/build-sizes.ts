import { limit, traced } from '../../../deployment/settings/leaves.ts';
import { engineChains, switchOf } from '../../reading/engine-chains.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const build = (options: string): string =>
  `trtllm-build --checkpoint_dir ckpt --output_dir engine ${options}\n`;

export const buildSizes: Rule = {
  code: 'BWC005',
  name: 'build-size-changed',
  area: 'chain',
  severity: 'warning',
  appliesTo: '`trtllm-build` with sizes that are given',
  summary: 'The build changes a size that is given, or the size brings nothing.',
  why: 'The build clips what cannot be used and raises what is too little, each with a warning that is easily missed: the engine then has other limits than the command says.',
  remedy: 'Write the size that the engine gets.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/_common.py check_max_num_tokens, builder.py and llm_args.py'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      build('--max_batch_size 4 --max_seq_len 1024 --max_num_tokens «8192»'),
      build('--max_seq_len 4096 --max_input_len «8192»'),
      build('--max_num_tokens 4096 --opt_num_tokens «8192»'),
      build('--max_num_tokens «32768» --max_seq_len 32768'),
      build('--max_batch_size «512» --max_num_tokens 256 --max_seq_len 4096'),
      build('--remove_input_padding disable --max_num_tokens «4096»'),
    ],
    good: [build('--max_batch_size 64 --max_seq_len 4096 --max_input_len 2048 --max_num_tokens 8192')],
  },
  check(context) {
    for (const { build } of engineChains(context.project, context.options)) {
      const get = (name: string) => traced(build.settings, limit, name);
      const [batch, length, input] = [get('max-batch-size'), get('max-seq-len'), get('max-input-len')];
      const [tokens, best] = [get('max-num-tokens'), get('opt-num-tokens')];
      if (tokens && switchOf(build, 'remove-input-padding') === false)
        reportAt(
          context,
          tokens,
          'Without packed input a step takes the longest batch, and this size is ignored.',
        );
      else if (tokens && batch && length && tokens.value > batch.value * length.value)
        reportAt(
          context,
          tokens,
          `${batch.value} sequences of ${length.value} tokens never fill ${tokens.value}: the build clips it to ${batch.value * length.value}.`,
        );
      else if (tokens && tokens.value > 16384)
        reportAt(
          context,
          tokens,
          'Above 16384 tokens a step gains nothing, takes memory, and may be too large a tensor for TensorRT.',
        );
      if (input && length && input.value > length.value)
        reportAt(
          context,
          input,
          `Prompts are no longer than a sequence: the build clips this to ${length.value}.`,
        );
      if (best && tokens && best.value > tokens.value)
        reportAt(context, best, `This is clipped to \`--max_num_tokens\`, ${tokens.value}.`);
      if (batch && tokens && batch.value > tokens.value)
        reportAt(
          context,
          batch,
          `Each sequence takes a token of a step, of which there are ${tokens.value}: more sequences never run.`,
        );
    }
  },
};
