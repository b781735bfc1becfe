import type { FlagAdvice } from '../command-line/unknown-flags.ts';

const gone = (why: string): FlagAdvice => ({ advice: `Drop it: ${why}`, replacement: '' });
const write = (replacement: string): FlagAdvice => ({ advice: `Write \`${replacement}\``, replacement });
const speculative: FlagAdvice = {
  advice: 'Write `--speculative-config` with its keys as JSON: model, method, num_speculative_tokens',
};
const structured: FlagAdvice = { advice: 'Write `--structured-outputs-config` with its keys as JSON' };

/** Options of older releases and what they became (facts: engines/vllm_flags.json, renames_and_removals). */
const renamed: Readonly<Record<string, FlagAdvice>> = {
  '--worker-use-ray': write('--distributed-executor-backend ray'),
  '--engine-use-ray': gone('the engine no longer runs in an actor of its own'),
  '--max-context-len-to-capture': { advice: 'Write `--max-seq-len-to-capture`, up to 0.10' },
  '--max-seq-len-to-capture': {
    advice: 'Write `--max-cudagraph-capture-size` or `--cudagraph-capture-sizes`, which count sequences',
  },
  '--cuda-graph-sizes': { advice: 'Write `--cudagraph-capture-sizes`' },
  '--speculative-model': speculative,
  '--num-speculative-tokens': speculative,
  '--speculative-draft-tensor-parallel-size': speculative,
  '--ngram-prompt-lookup-max': speculative,
  '--ngram-prompt-lookup-min': speculative,
  '--spec-decoding-acceptance-method': speculative,
  '--guided-decoding-backend': structured,
  '--guided-decoding-disable-fallback': structured,
  '--guided-decoding-disable-any-whitespace': structured,
  '--guided-decoding-disable-additional-properties': structured,
  '--enable-reasoning': gone('`--reasoning-parser` alone is enough'),
  '--task': { advice: 'Write `--runner` and `--convert`' },
  '--disable-log-requests': gone('requests are logged only with `--enable-log-requests`'),
  '--expand-tools-even-if-tool-choice-none': gone(
    'it is the default; `--exclude-tools-when-tool-choice-none` is the opposite',
  ),
  '--swap-space': gone('the V1 engine never swaps'),
  '--preemption-mode': gone('the V1 engine always recomputes'),
  '--num-scheduler-steps': gone('the V1 engine has one step at a time'),
  '--multi-step-stream-outputs': gone('it belonged to several steps at a time'),
  '--scheduler-delay-factor': gone('the V1 engine schedules without delay'),
  '--num-lookahead-slots': gone('the V1 engine reserves slots by itself'),
  '--use-v2-block-manager': gone('there is one block manager since 0.7'),
  '--device': gone('the device is found by itself'),
  '--enable-prompt-adapter': gone('prompt adapters were removed'),
  '--rope-scaling': { advice: 'Write `--hf-overrides` with `rope_scaling` or `rope_parameters` as JSON' },
  '--rope-theta': { advice: 'Write `--hf-overrides` with `rope_theta` as JSON' },
  '--override-pooler-config': { advice: 'Write `--pooler-config`' },
  '--num-redundant-experts': { advice: 'Write `--eplb-config.num_redundant_experts`' },
};

/** What an option that is gone or going should be; dashes and underscores are the same. */
export function renamedOption(written: string): FlagAdvice | undefined {
  const dashed = written.replaceAll('_', '-');
  return Object.hasOwn(renamed, dashed) ? renamed[dashed] : undefined;
}
