import type { Range } from '../../../grammar/text.ts';
import type { Fix } from '../../finding.ts';
import { type FillCommand, fillCommands, type Substitution } from '../../reading/fill-commands.ts';
import type { Rule } from '../../rule.ts';

const fill = (pairs: string): string =>
  `python3 tools/fill_template.py -i models/tensorrt_llm/config.pbtxt ${pairs}\n`;

export const fillMalformed: Rule = {
  code: 'BWL014',
  name: 'fill-template-malformed',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo: 'calls of `fill_template.py`',
  summary: 'The values for a template are not `name:value` pairs separated by commas.',
  why: 'The tool splits at every comma and each piece at every colon: a comma or colon inside a value makes it stop with “too many values to unpack” or “not enough values to unpack”, before anything is filled.',
  remedy: 'Put a backslash before commas and colons inside values: `gpu_device_ids:0\\,1`.',
  sources: [
    'triton-inference-server/tensorrtllm_backend tools/fill_template.py; docs/model_config.md, gpu_device_ids',
  ],
  examplePath: 'fill.sh',
  examples: {
    bad: [
      fill('"gpu_device_ids:0,«1»,decoupled_mode:True"'),
      fill('engine_dir:/engines/1-gpu,«tokenizer_dir:s3://models/llama»'),
      fill('«triton_max_batch_size=64»'),
      fill("'triton_max_batch_size:64«,»'"),
    ],
    good: [
      fill("'gpu_device_ids:0\\,1,decoupled_mode:True'"),
      fill('"engine_dir:$ENGINE,triton_max_batch_size:${SIZE}"'),
    ],
  },
  check({ project, report }) {
    for (const command of fillCommands(project)) {
      command.substitutions.forEach((piece, index) => {
        const problem = problemOf(piece, command.substitutions[index - 1]);
        if (!problem) return;
        const { start, end } = piece.range;
        // Of nothing after a comma, the comma is what can be seen.
        const range = start === end && index > 0 ? { start: start - 1, end } : piece.range;
        report(command.located.file, range, problem, {
          fixes: fixesFor(command, piece, index),
        });
      });
    }
  },
};

function problemOf(
  { plain, colons, text }: Substitution,
  before: Substitution | undefined,
): string | undefined {
  if (!plain) return undefined;
  if (colons > 1) return `\`${text}\` has ${colons} colons: the tool splits at each and stops.`;
  if (colons === 1) return undefined;
  if (text.trim() === '') return 'A comma at the end makes an empty pair, at which the tool stops.';
  const value =
    before?.name !== undefined && !/=/.test(text)
      ? ` If it belongs to \`${before.name}\`, write \`\\,\` before it.`
      : '';
  return `\`${text}\` is no \`name:value\`; the tool stops at it.${value}`;
}

/** A comma that was meant as part of the value before it, or one too many at the end. */
function fixesFor(
  { located, substitutions }: FillCommand,
  { text, range, colons }: Substitution,
  index: number,
): Fix[] {
  const path = located.file.path;
  const comma: Range = { start: range.start - 1, end: range.start };
  if (colons > 0 || index === 0 || located.file.text.slice(comma.start, comma.end) !== ',') return [];
  if (text.trim() === '' && index === substitutions.length - 1)
    return [{ title: 'Delete the comma', safe: true, edits: [{ path, range: comma, text: '' }] }];
  // Unquoted, the shell would take the backslash for itself.
  const quoted = located.command.args.some(
    (word) => word.range.start < range.start && word.range.end > range.end && /^["']/.test(word.raw),
  );
  return quoted && !/=/.test(text)
    ? [{ title: 'Escape the comma', safe: false, edits: [{ path, range: comma, text: '\\,' }] }]
    : [];
}
