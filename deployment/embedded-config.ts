import type { Range } from '../grammar/text.ts';
import type { FieldNode, MessageNode, TextprotoTree, ValueNode } from '../grammar/textproto/tree.ts';

/** Moves the ranges of a config.pbtxt that was cut out of a larger file to where they stand in that file. */
export function embeddedTree(tree: TextprotoTree, text: string, start: number): TextprotoTree {
  const move = (range: Range): Range => ({ start: range.start + start, end: range.end + start });
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
  return {
    text,
    root: message(tree.root),
    comments: tree.comments.map((comment) => ({ ...comment, range: move(comment.range) })),
    issues: tree.issues.map((issue) => ({ ...issue, range: move(issue.range) })),
  };
}
