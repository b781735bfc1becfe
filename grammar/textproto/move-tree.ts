import type { Range } from '../text.ts';
import type { FieldNode, MessageNode, TextprotoIssue, TextprotoTree, ValueNode } from './tree.ts';

/**
 * The same tree with every place moved, for a text that was cut out of a file or made from one. `text` is that file;
 * `move` says where in it a range of the parsed text stands. The places that the C++ reader names move with the rest.
 */
export function moveTree(tree: TextprotoTree, text: string, move: (range: Range) => Range): TextprotoTree {
  const message = (node: MessageNode): MessageNode => ({
    ...node,
    range: move(node.range),
    ...(node.open && { open: move(node.open) }),
    ...(node.close && { close: move(node.close) }),
    fields: node.fields.map(field),
  });
  const field = (node: FieldNode): FieldNode => ({
    ...node,
    range: move(node.range),
    name: { ...node.name, range: move(node.name.range) },
    ...(node.colon && { colon: move(node.colon) }),
    ...(node.list && { list: move(node.list) }),
    values: node.values.map(value),
  });
  const value = (node: ValueNode): ValueNode =>
    node.kind === 'message' ? message(node) : { ...node, range: move(node.range) };
  const offset = (at: number): number => move({ start: at, end: at }).start;
  const issue = (found: TextprotoIssue): TextprotoIssue => ({
    ...found,
    range: move(found.range),
    reader: { ...found.reader, token: offset(found.reader.token), offset: offset(found.reader.offset) },
  });
  return {
    text,
    root: message(tree.root),
    comments: tree.comments.map((comment) => ({ ...comment, range: move(comment.range) })),
    issues: tree.issues.map(issue),
    ...(tree.words && { words: tree.words }),
  };
}
