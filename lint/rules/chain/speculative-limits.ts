import { flagAt, trtllmBuildFlags } from '../../../catalog/flags.ts';
import { limit, text, traced } from '../../../deployment/settings/leaves.ts';
import type { Traced } from '../../../deployment/traced.ts';
import { type EngineChain, engineChains } from '../../reading/engine-chains.ts';
import { short } from '../../reading/flag-history.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const build = (options: string, version = '0.17.0'): string =>
  `# batchwise: trtllm=${version}\ntrtllm-build --checkpoint_dir ckpt --output_dir engine ${options}\n`;

/** What EAGLE's kernels hold (NVIDIA/TensorRT-LLM tensorrt_llm/builder.py build). */
const eagle = { batch: 512, draft: 256 };

export const speculativeLimits: Rule = {
  code: 'BWC020',
  name: 'speculative-limits',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-build --speculative_decoding_mode`, from 0.10 on',
  summary: 'The sizes of the build do not go with its speculative decoding.',
  why: 'EAGLE is built for batches of 512 and drafts of 256 tokens at most, and the build stops at an assertion; the default of `--max_batch_size` is 2048 since 0.14. In every mode a step holds the drafts of all sequences: a smaller `--max_num_tokens` is raised.',
  remedy: 'Give `--max_batch_size`, and as many tokens as the batch times the draft and one.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/builder.py build, SpeculativeDecodingMode'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      build('--speculative_decoding_mode eagle --max_batch_size «1024» --max_draft_len 63'),
      build('--speculative_decoding_mode eagle --max_batch_size 64 --max_draft_len «512»'),
      build('--speculative_decoding_mode «eagle» --max_draft_len 63'),
      build(
        '--speculative_decoding_mode medusa --max_batch_size 64 --max_draft_len 63 --max_num_tokens «2048»',
      ),
    ],
    good: [
      build('--speculative_decoding_mode eagle --max_batch_size 64 --max_draft_len 63'),
      build('--speculative_decoding_mode medusa --max_batch_size 8 --max_draft_len 63 --max_num_tokens 2048'),
    ],
  },
  scope: 'commands',
  check(context) {
    for (const chain of engineChains(context.project, context.options)) {
      const { settings, open } = chain.build;
      const mode = traced(settings, text, 'speculative-decoding-mode');
      if (!mode || mode.value === 'none') continue;
      const batch = traced(settings, limit, 'max-batch-size');
      const draft = traced(settings, limit, 'max-draft-len');
      const tokens = traced(settings, limit, 'max-num-tokens');
      if (mode.value === 'eagle') {
        const given =
          batch ?? (open || settings.find('max-batch-size') ? undefined : defaultBatch(mode, chain));
        if (given && given.value > eagle.batch)
          reportAt(
            context,
            given,
            `EAGLE takes batches of ${eagle.batch} at most; ${batch ? 'this one has' : `without \`--max_batch_size\` TensorRT-LLM ${short(chain.version!)} builds for`} ${given.value}.`,
          );
        if (draft && draft.value > eagle.draft)
          reportAt(context, draft, `EAGLE takes drafts of ${eagle.draft} tokens at most.`);
      }
      const needed = batch && draft && batch.value * (draft.value + 1);
      if (tokens && needed && tokens.value < needed)
        reportAt(
          context,
          tokens,
          `${batch.value} sequences with drafts of ${draft.value} take ${needed} tokens of a step: the build raises this to it.`,
          { severity: 'warning' },
        );
    }
  },
};

/** The batch of a build that names none, drawn where the mode stands. */
function defaultBatch(mode: Traced<string>, { version }: EngineChain): Traced<number> | undefined {
  const flag = version === undefined ? undefined : flagAt(trtllmBuildFlags, '--max_batch_size', version);
  return flag?.certain && typeof flag.default === 'number'
    ? { value: flag.default, origin: mode.origin }
    : undefined;
}
