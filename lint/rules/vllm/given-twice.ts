import { resolveFlag } from '../../../catalog/flags.ts';
import {
  quantize,
  sglangServe,
  tgiLauncher,
  toolCalls,
  trtllmBuild,
  trtllmServe,
  vllmServe,
} from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';

export const optionGivenTwice: Rule = {
  code: 'BWV012',
  name: 'option-given-twice',
  area: 'vllm',
  severity: 'warning',
  appliesTo: 'vLLM, SGLang, TGI, `trtllm-build`, `trtllm-serve` and `quantize.py`',
  summary: 'An option is given twice with different values.',
  why: 'Tools of Python take the last one without a word, so that the first does nothing; the launcher of TGI, written with clap, stops.',
  remedy: 'Keep the value that is meant.',
  sources: ['Python argparse, action store; clap, ArgAction::Set'],
  examplePath: 'serve.sh',
  examples: {
    bad: ['vllm serve m --max-model-len «4096» --dtype auto --max_model_len 8192\n'],
    good: ['vllm serve m --max-model-len 4096 --lora-modules a=x --lora-modules b=y\n'],
  },
  scope: 'commands',
  check({ project, options, report }) {
    const tools = [vllmServe, sglangServe, tgiLauncher, trtllmBuild, trtllmServe, quantize];
    for (const { tool, version, flags, located } of toolCalls(project, options, tools)) {
      const last = new Map<string, (typeof flags)[number]>();
      for (const flag of [...flags].reverse()) {
        const resolved = resolveFlag(tool.table, flag.written, version);
        if (resolved.kind !== 'exact' || /[.]|middleware/.test(flag.written)) continue;
        const { name, type, nargs } = resolved.flag;
        const value = flag.values[0];
        if (type === 'list' || type === 'json' || nargs === '+' || nargs === '*' || value?.text === undefined)
          continue;
        const later = last.get(name);
        if (!later) last.set(name, flag);
        else if (later.values[0]?.text !== value.text)
          report(
            located.file,
            value.range,
            `\`${name}\` is given again below, with \`${later.values[0]?.text}\`, which is what counts.`,
            tool === tgiLauncher ? { severity: 'error' } : {},
          );
      }
    }
  },
};
