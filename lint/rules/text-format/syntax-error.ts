import type { TextprotoIssue } from '../../../grammar/textproto/tree.ts';
import type { Fix } from '../../finding.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const syntaxError: Rule = {
  code: 'BWF001',
  name: 'syntax-error',
  area: 'text-format',
  severity: 'error',
  appliesTo: '`config.pbtxt`, also inside Markdown',
  summary: 'The text is not well-formed protocol-buffer text format.',
  why: 'Triton stops at the first mistake with “failed to read text proto” and does not load the model; line and column only stand in its log.',
  remedy:
    'Correct the text at the marked place. A scalar takes a colon (`name: "x"`), a list takes commas between its items and none at its end, comments start with `#`.',
  sources: [
    'triton-inference-server/core src/filesystem/api.cc ReadTextProto',
    'protocolbuffers/protobuf src/google/protobuf/text_format.cc TextFormat::Parser',
    'triton-inference-server/server#6571',
  ],
  examples: {
    bad: [
      'backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 3«,» ] } ]\n',
      'backend: "python"\nmax_batch_size «8»\n',
    ],
    good: [
      'backend: "python"\nmax_batch_size: 8\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 3 ] } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      for (const issue of config.config.tree.issues) {
        if (issue.id === 'placeholder' || (config.config.excerpt && isEllipsis(config.file.text, issue)))
          continue;
        report(config.file, issue.range, issue.message, { fixes: fixesFor(config.file.path, issue) });
      }
    }
  },
};

/** An excerpt may leave things out with `...`, which is meant for people. */
function isEllipsis(text: string, { range, reader }: TextprotoIssue): boolean {
  return (
    /\.\.\.|…/.test(text.slice(Math.max(0, range.start - 3), range.end + 3)) || /\.\./.test(reader.message)
  );
}

function fixesFor(path: string, { id, range }: TextprotoIssue): Fix[] {
  if (id !== 'trailing-comma' && id !== 'extra-separator') return [];
  return [{ title: 'Delete the separator', safe: true, edits: [{ path, range, text: '' }] }];
}
