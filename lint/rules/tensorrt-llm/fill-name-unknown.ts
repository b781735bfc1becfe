import { renameFix } from '../../fixes.ts';
import { fillCommands, placeholderNames } from '../../reading/fill-commands.ts';
import { placeholdersIn } from '../../reading/placeholders.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

const files = (pairs: string): Record<string, string> => ({
  'deploy/models/tensorrt_llm/config.pbtxt': `backend: "tensorrtllm"\nmax_batch_size: 8\nparameters { key: "gpt_model_type" value { string_value: "\${batching_strategy}" } }\n`,
  'deploy/fill.sh': `python3 tools/fill_template.py -i models/tensorrt_llm/config.pbtxt ${pairs}\n`,
});

export const fillNameUnknown: Rule = {
  code: 'BWL013',
  name: 'fill-template-name-unknown',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo: 'calls of `fill_template.py` whose file is among those read and still a template',
  summary: 'The template has no placeholder of the name that a value is given for.',
  why: 'The tool fills in the names that it finds and says nothing of the others: a misspelt one leaves its placeholder unfilled. One list of values for all models of a repository is common, so a name that another template has is only an info.',
  remedy: 'Write the name as the template has it.',
  sources: [
    'triton-inference-server/tensorrtllm_backend tools/fill_template.py; NVIDIA/TensorRT-LLM triton_backend/tools/fill_template.py (string.Template.safe_substitute)',
  ],
  examplePath: 'deploy/fill.sh',
  examples: {
    bad: [files('«batching_stategy:V1»'), files('batching_strategy:V1,«decoupled_mode:False»')],
    good: [files('batching_strategy:inflight_fused_batching')],
  },
  check({ project, report }) {
    for (const { located, targets, substitutions } of fillCommands(project)) {
      const [target] = targets;
      if (!target || targets.length > 1) continue;
      const names = new Set(placeholdersIn(target.text).flatMap(({ name }) => name ?? []));
      // A file that was filled already has none left.
      if (names.size === 0) continue;
      const given = new Set(substitutions.flatMap(({ name }) => name ?? []));
      const open = [...names].filter((name) => !given.has(name));
      for (const { name, text, range } of substitutions) {
        if (name === undefined || names.has(name) || hasBare(target.text, name)) continue;
        const near = nearestName(name, open);
        const elsewhere = !near && placeholderNames.has(name);
        const at = { start: range.start, end: Math.min(range.end, range.start + name.length) };
        report(
          located.file,
          range,
          `${target.path} has no \`\${${name}}\`${near ? `; \`\${${near.name}}\` stays as it is` : ': the value goes nowhere'}.`,
          {
            ...(elsewhere && { severity: 'info' as const }),
            related: [{ path: target.path, range: { start: 0, end: 0 }, message: 'the template' }],
            fixes: text.startsWith(name) ? renameFix(near, located.file.path, at) : [],
          },
        );
      }
    }
  },
};

/** `string.Template` fills `$name` too. */
const hasBare = (text: string, name: string): boolean => new RegExp(`\\$${name}\\b`).test(text);
