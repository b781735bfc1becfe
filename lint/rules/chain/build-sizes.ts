import { flagAt, trtllmBuildFlags } from '../../../catalog/flags.ts';
import { limit, traced } from '../../../deployment/settings/leaves.ts';
import type { Traced } from '../../../deployment/traced.ts';
import { type EngineChain, engineChains, switchOf, type ToolStep } from '../../reading/engine-chains.ts';
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
      build('--remove_input_padding disable --opt_num_tokens «64»'),
      build('--context_fmha disable --max_input_len 4096 --max_num_tokens «2048»'),
      build('--max_num_tokens «64» --tokens_per_block 128 --max_batch_size 8'),
    ],
    good: [build('--max_batch_size 64 --max_seq_len 4096 --max_input_len 2048 --max_num_tokens 8192')],
  },
  check(context) {
    for (const chain of engineChains(context.project, context.options))
      for (const { size, message } of changedSizes(chain)) reportAt(context, size, message);
  },
};

interface ChangedSize {
  readonly size: Traced<number>;
  readonly message: string;
}

/** What `check_max_num_tokens` and `_init_max_seq_len` make of the sizes that are given, in their order. */
function changedSizes({ build, version }: EngineChain): ChangedSize[] {
  const get = (name: string) => traced(build.settings, limit, name);
  const [batch, length, input] = [get('max-batch-size'), get('max-seq-len'), get('max-input-len')];
  const [tokens, best] = [get('max-num-tokens'), get('opt-num-tokens')];
  const changed: ChangedSize[] = [];
  const tell = (size: Traced<number>, message: string): void => {
    changed.push({ size, message });
  };
  if (switchOf(build, 'remove-input-padding') === false) {
    for (const size of [tokens, best])
      if (size) tell(size, 'Without packed input a step takes the longest batch, and this size is ignored.');
  } else if (tokens) {
    const fused = switchOf(build, 'context-fmha');
    const block = blockOf(build, version);
    if (batch && length && tokens.value > batch.value * length.value)
      tell(
        tokens,
        `${batch.value} sequences of ${length.value} tokens never fill ${tokens.value}: the build clips it to ${batch.value * length.value}.`,
      );
    else if (tokens.value > 16384)
      tell(
        tokens,
        'Above 16384 tokens a step gains nothing, takes memory, and may be too large a tensor for TensorRT.',
      );
    if (fused === false && input && tokens.value < input.value)
      tell(
        tokens,
        `Without fused attention a step holds a whole prompt: the build raises this to \`--max_input_len\`, ${input.value}.`,
      );
    if (fused !== false && block !== undefined && tokens.value < block)
      tell(
        tokens,
        `A step holds a block of the KV cache, ${block} tokens: the build raises this to it, and the engine needs chunked context.`,
      );
    if (best && best.value > tokens.value)
      tell(best, `This is clipped to \`--max_num_tokens\`, ${tokens.value}.`);
    if (batch && batch.value > tokens.value)
      tell(
        batch,
        `Each sequence takes a token of a step, of which there are ${tokens.value}: more sequences never run.`,
      );
  }
  if (input && length && input.value > length.value)
    tell(input, `Prompts are no longer than a sequence: the build clips this to ${length.value}.`);
  return changed;
}

/** Tokens of a block: as given, else the default where the release is known. */
function blockOf({ settings, open }: ToolStep, version: string | undefined): number | undefined {
  const given = traced(settings, limit, 'tokens-per-block');
  if (given || open || version === undefined) return given?.value;
  const flag = flagAt(trtllmBuildFlags, '--tokens_per_block', version);
  return flag?.certain && typeof flag.default === 'number' ? flag.default : undefined;
}
