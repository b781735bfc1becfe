import { emptyRange, type Range } from '../../grammar/text.ts';
import type { FieldNode, MessageNode } from '../../grammar/textproto/tree.ts';
import type { Fix } from '../finding.ts';
import type { ModelConfig } from './model-config.ts';

/** Takes a field out, with the separator after it, and with its lines where nothing else stands on them. */
export function deleteField({ file }: ModelConfig, field: FieldNode, safe = false): Fix {
  return {
    title: `Delete \`${field.name.text}\``,
    safe,
    edits: [{ path: file.path, range: withSurroundings(file.text, field.range), text: '' }],
  };
}

function withSurroundings(text: string, { start, end }: Range): Range {
  const after = /^[ \t]*[,;]?[ \t]*/.exec(text.slice(end, end + 80))![0].length;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const alone = text.slice(lineStart, start).trim() === '';
  const lineBreak = /^\r?\n/.exec(text.slice(end + after, end + after + 2))?.[0].length ?? 0;
  return alone && lineBreak > 0
    ? { start: lineStart, end: end + after + lineBreak }
    : { start, end: end + after };
}

/** Adds a field at the start of a message that stands in braces; none for the file itself. */
export function addField({ file }: ModelConfig, message: MessageNode, text: string, safe = false): Fix[] {
  return message.open
    ? [
        {
          title: `Add \`${text}\``,
          safe,
          edits: [{ path: file.path, range: emptyRange(message.open.end), text: ` ${text}` }],
        },
      ]
    : [];
}
