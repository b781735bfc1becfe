import { isWithin } from '../../../catalog/version.ts';
import { type FlagUse, type ToolCall, toolCalls, trtllmBenchBuild } from '../../reading/tool-calls.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const benchBuildOptions: Rule = {
  code: 'BWC031',
  name: 'bench-build-options',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-bench build`, TensorRT-LLM 1.0 to 1.2 and where the release is unknown',
  summary:
    'The benchmark is told in two ways how to size the engine, or in half of one, or for too many GPUs.',
  why: 'It sizes the engine by a data set, by the two limits of the scheduler, or by two target lengths: “Multiple engine build options detected”. Without a data set it needs `--max_seq_len`, and it builds for 8 GPUs at most.',
  remedy: 'Keep one of the three ways, with both of its options.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/bench/build/build.py apply_build_mode_settings and its groups of options, @000a01de',
  ],
  examplePath: 'bench.sh',
  examples: {
    bad: [
      'trtllm-bench --model m build --dataset d.jsonl «--max_batch_size» 64 --max_num_tokens 4096\n',
      'trtllm-bench --model m build --max_seq_len 4096 «--target_input_len» 1024\n',
      'trtllm-bench --model m «build» --max_batch_size 64 --max_num_tokens 4096\n',
      'trtllm-bench --model m build --dataset d.jsonl «--tp_size» 8 --pp_size 2\n',
    ],
    good: [
      'trtllm-bench --model m build --dataset d.jsonl --tp_size 4 --pp_size 2\n',
      'trtllm-bench --model m build --max_seq_len 4096 --max_batch_size 64 --max_num_tokens 4096\n',
      '# batchwise: trtllm=1.0.0\ntrtllm-bench --model m build --max_seq_len 4096\n',
    ],
  },
  scope: 'commands',
  check(context) {
    for (const call of toolCalls(context.project, context.options, [trtllmBenchBuild]))
      if (!call.partlyUnknown && (call.version === undefined || isWithin(call.version, '1.0.0', '1.3.0')))
        checkCall(context, call);
  },
};

/** The ways to size an engine; of a pair both have to be given. */
const ways = [
  ['--dataset'],
  ['--max_batch_size', '--max_num_tokens'],
  ['--target_input_len', '--target_output_len'],
];

function checkCall({ report }: RuleContext, call: ToolCall): void {
  const { file, command } = call.located;
  const given = (name: string): FlagUse | undefined => call.flags.findLast(({ written }) => written === name);
  const chosen = ways.flatMap((way) => way.find(given) ?? []);
  const [first, second] = chosen;
  if (second) report(file, given(second)!.range, `\`${first}\` already says how the engine is sized.`);
  for (const [one, other] of ways) {
    const alone = other && (given(one!) ? !given(other) && given(one!) : given(other));
    if (alone) report(file, alone.range, `\`${one}\` and \`${other}\` go together: give both.`);
  }
  const build = command.args.find(({ value }) => value === 'build');
  if (build && !given('--dataset') && !given('--max_seq_len'))
    report(file, build.range, 'Without `--dataset` the build needs `--max_seq_len`.');
  const size = (...names: string[]): number => Number(names.map(given).find(Boolean)?.values[0]?.text ?? 1);
  const ranks = size('--tp_size', '-tp') * size('--pp_size', '-pp');
  const split = given('--tp_size') ?? given('-tp') ?? given('--pp_size') ?? given('-pp');
  if (split && ranks > 8)
    report(file, split.range, `The benchmark builds for 8 GPUs at most, not for ${ranks}.`);
}
