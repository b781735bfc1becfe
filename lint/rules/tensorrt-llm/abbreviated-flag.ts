import { resolveFlag } from '../../../catalog/flags.ts';
import { replaceFix } from '../../fixes.ts';
import { newest } from '../../reading/flag-history.ts';
import {
  convertCheckpoint,
  type FlagUse,
  legacyBuild,
  quantize,
  type ToolCall,
  toolCalls,
  trtllmBuild,
} from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { flagAdvice } from './flag-advice.ts';

export const abbreviatedFlag: Rule = {
  code: 'BWL002',
  name: 'trtllm-flag-abbreviated',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo:
    'calls of `trtllm-build`, `convert_checkpoint.py` of Llama, `quantize.py` and the old `build.py` of Llama',
  summary: 'An option that does not exist is read as the longer one that begins like it, or fits several.',
  why:
    'These tools take any beginning of an option for the option: `--use_fp8` sets `--use_fp8_context_fmha`, which is not FP8 weights. What is meant and what happens differ without a word; ' +
    'where several options begin so, or the other option needs a value, the tool stops.',
  remedy: 'Write options in full.',
  sources: [
    'Python argparse, allow_abbrev; NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py parse_arguments',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      '# batchwise: trtllm=0.17.0\ntrtllm-build --checkpoint_dir ckpt «--use_fp8» --output_dir engine\n',
      'trtllm-build --checkpoint_dir ckpt «--max_num_token» 16384\n',
      'trtllm-build «--model» llama --checkpoint_dir ckpt\n',
    ],
    good: ['trtllm-build --checkpoint_dir ckpt --use_fp8_context_fmha enable --max_num_tokens 16384\n'],
  },
  scope: 'commands',
  check(context) {
    for (const call of toolCalls(context.project, context.options, [
      trtllmBuild,
      convertCheckpoint,
      quantize,
      legacyBuild,
    ])) {
      for (const flag of call.flags) {
        const problem = problemOf(call, flag);
        if (problem)
          context.report(call.located.file, flag.range, problem.message, {
            ...(problem.refused && { severity: 'error' as const }),
            fixes: fixesFor(call, flag, problem.meant),
          });
      }
    }
  },
};

function problemOf(
  call: ToolCall,
  flag: FlagUse,
): { message: string; refused: boolean; meant?: string } | undefined {
  const { table, name: tool } = call.tool;
  const { written, values } = flag;
  const isOption = (release: string): boolean => resolveFlag(table, written, release).kind === 'exact';
  if (call.version === undefined && table.versions.some(isOption)) return undefined;
  const resolved = resolveFlag(table, written, call.version ?? newest(table));
  const advice = flagAdvice(call, flag);
  const hint = advice ? ` ${advice.advice}.` : '';
  if (resolved.kind === 'ambiguous') {
    const names = resolved.candidates
      .slice(0, 4)
      .map((name) => `\`${name}\``)
      .join(', ');
    return { message: `\`${tool}\` has no \`${written}\`, and ${names} begin so.${hint}`, refused: true };
  }
  if (resolved.kind !== 'abbreviation') return undefined;
  const { name, takesValue } = resolved.flag;
  const refused = takesValue && values.length === 0;
  const effect = refused ? ', which needs a value' : '';
  return {
    message: `\`${tool}\` reads \`${written}\` as \`${name}\`${effect}.${hint}`,
    refused,
    ...(!advice && { meant: name }),
  };
}

function fixesFor(call: ToolCall, flag: FlagUse, meant: string | undefined) {
  return meant === undefined
    ? []
    : [replaceFix(`Write \`${meant}\` in full`, call.located.file.path, flag.range, meant, true)];
}
