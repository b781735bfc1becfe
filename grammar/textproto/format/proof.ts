import type { Comment } from '../../tree.ts';
import { stringBytes } from '../strings.ts';
import type { FieldNode, MessageNode, ScalarNode, TextprotoTree, ValueNode } from '../tree.ts';

export interface AllowedChanges {
  /** Colons before messages may go. */
  readonly colons?: boolean;
  /** Fields with different names may change places, and comments with them. */
  readonly order?: boolean;
}

/**
 * Whether two trees say the same and carry the same comments: what proves a formatter right. Nothing is taken on
 * trust: not quotes (the bytes of strings are compared), not spelling (numbers and names stay as they were written).
 */
export function saysTheSame(a: TextprotoTree, b: TextprotoTree, allowed: AllowedChanges = {}): boolean {
  return (
    a.issues.length === b.issues.length &&
    a.issues.every((issue, i) => issue.id === b.issues[i]!.id) &&
    sameComments(a.comments, b.comments, allowed) &&
    sameMessage(a.root, b.root, allowed)
  );
}

function sameComments(a: readonly Comment[], b: readonly Comment[], { order }: AllowedChanges): boolean {
  const texts = (comments: readonly Comment[]): string[] => {
    const trimmed = comments.map(({ text }) => text.trimEnd());
    return order ? trimmed.sort() : trimmed;
  };
  const others = texts(b);
  return a.length === b.length && texts(a).every((text, i) => text === others[i]);
}

function sameMessage(a: MessageNode, b: MessageNode, allowed: AllowedChanges): boolean {
  if (a.fields.length !== b.fields.length) return false;
  const [left, right] = [inOrder(a.fields, allowed), inOrder(b.fields, allowed)];
  return left.every((field, i) => sameField(field, right[i]!, allowed));
}

function inOrder(fields: readonly FieldNode[], { order }: AllowedChanges): readonly FieldNode[] {
  if (!order) return fields;
  return fields.toSorted((a, b) => (a.name.text < b.name.text ? -1 : a.name.text > b.name.text ? 1 : 0));
}

function sameField(a: FieldNode, b: FieldNode, allowed: AllowedChanges): boolean {
  const block = (field: FieldNode) => field.values.length > 0 && field.values.every(isMessage);
  return (
    a.name.kind === b.name.kind &&
    a.name.text === b.name.text &&
    (a.list === undefined) === (b.list === undefined) &&
    ((a.colon === undefined) === (b.colon === undefined) || (allowed.colons === true && block(a))) &&
    a.values.length === b.values.length &&
    a.values.every((value, i) => sameValue(value, b.values[i]!, allowed))
  );
}

const isMessage = (value: ValueNode): value is MessageNode => value.kind === 'message';

function sameValue(a: ValueNode, b: ValueNode, allowed: AllowedChanges): boolean {
  if (a.kind === 'message') return b.kind === 'message' && sameMessage(a, b, allowed);
  return b.kind === 'scalar' && sameScalar(a, b);
}

function sameScalar(a: ScalarNode, b: ScalarNode): boolean {
  if (a.type !== b.type || a.negative !== b.negative) return false;
  if (a.type !== 'string') return a.raw === b.raw;
  const bytes = stringBytes(b.raw);
  const others = stringBytes(a.raw);
  return bytes.length === others.length && bytes.every((byte, i) => byte === others[i]);
}
