import { checkMessage, type SchemaIssue, wantedScalar } from './check.ts';
import { parseLiterally } from './parse.ts';
import { byReader, nextToken, readerPosition } from './reader.ts';
import type { JsonValue } from './scalars.ts';
import type { FieldType, ProtoSchema } from './schema.ts';
import type { FieldNode, MessageNode, TextprotoIssue, TextprotoTree } from './tree.ts';
import { type KnownMessage, TypeTable } from './types.ts';
import { messageValue } from './value.ts';

/** An error in the words of the C++ parser. Line and column are one-based; columns count bytes and expand tabs. */
export interface ReadError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface ReadResult {
  /** Whether the C++ parser takes the text. */
  readonly ok: boolean;
  /** The first is the one that the C++ parser stops at; the others are what else is wrong, by position. */
  readonly errors: readonly ReadError[];
  /** Proto3 JSON with the field names of the `.proto`; what could be read, where the text is not `ok`. */
  readonly value: { readonly [name: string]: JsonValue };
}

/** More errors than these help nobody. */
const maxErrors = 100;

/** Reads text format as a message of the schema. A message type that the schema does not have is an error. */
export function readMessage(text: string, schema: ProtoSchema, message: string): ReadResult {
  const tree = parseLiterally(text);
  const type = TypeTable.of(schema).message(message);
  if (!type) {
    const unknown = { line: 1, column: 1, message: `The schema has no message "${message}".` };
    return { ok: false, errors: [unknown], value: {} };
  }
  const schemaIssues = checkMessage(tree, schema, message).filter((issue) => !issue.accepted);
  const issues: TextprotoIssue[] = [...tree.issues, ...schemaIssues].sort(byReader);
  const errors = firstOfEachPlace(issues).map((issue) => errorOf(issue, tree, schema, type));
  return {
    ok: issues.length === 0,
    errors,
    value: messageValue(tree.root, type, TypeTable.of(schema), text),
  };
}

function firstOfEachPlace(issues: readonly (TextprotoIssue | SchemaIssue)[]): TextprotoIssue[] {
  const kept: TextprotoIssue[] = [];
  for (const issue of issues) {
    if (kept.length === maxErrors) break;
    if (kept.at(-1)?.reader.token !== issue.reader.token) kept.push(issue);
  }
  return kept;
}

function errorOf(
  issue: TextprotoIssue,
  tree: TextprotoTree,
  schema: ProtoSchema,
  root: KnownMessage,
): ReadError {
  const { offset, message } = issue.reader.wants ? inContext(issue, tree, schema, root) : issue.reader;
  return { ...readerPosition(tree.text, offset), message };
}

/** The parser knows no types; the words and sometimes the place depend on the field that the mistake is in. */
function inContext(
  { reader }: TextprotoIssue,
  { text, root }: TextprotoTree,
  schema: ProtoSchema,
  type: KnownMessage,
): { offset: number; message: string } {
  const field = fieldBefore(root, reader.token, type, TypeTable.of(schema));
  if (!field) return reader;
  const token = nextToken(text, reader.token);
  const isBlock = field.kind === 'message' || field.label === 'map';
  if (reader.wants === 'colon' && !isBlock)
    return { offset: token.start, message: `Expected ":", found "${token.text}".` };
  if (isBlock && token.text === '{') {
    const inner = nextToken(text, token.end);
    return { offset: inner.start, message: `Expected identifier, got: ${inner.text}` };
  }
  if (/^["']/.test(token.text) && (field.type === 'string' || field.type === 'bytes')) {
    // What looked like the quoted name of the next field is a value all the same.
    let after = token;
    while (/^["']/.test(after.text)) after = nextToken(text, after.end);
    return { offset: after.start, message: `Expected identifier, got: ${after.text}` };
  }
  if (/^[A-Za-z_]/.test(token.text) && (field.kind === 'enum' || field.type === 'bool'))
    return { offset: nextToken(text, token.end).start, message: refusedWord(field, token.text) };
  return { offset: token.start, message: wantedScalar(field, token.text) };
}

const refusedWord = (field: FieldType, word: string): string =>
  field.kind === 'enum'
    ? `Unknown enumeration value of "${word}" for field "${field.name}".`
    : `Invalid value for boolean field "${field.name}". Value: "${word}".`;

/** The type of the innermost field that begins before an offset and is not over by then. */
function fieldBefore(
  message: MessageNode,
  offset: number,
  type: KnownMessage,
  table: TypeTable,
): FieldType | undefined {
  const node = lastBefore(message.fields, offset);
  const field = node && type.fields.get(node.name.text);
  if (!node || !field) return undefined;
  const inside = node.values.findLast((value) => value.range.start < offset);
  const innerType = table.messageOf(type, field);
  if (inside?.kind !== 'message' || !innerType || inside.range.end <= offset) return field;
  return fieldBefore(inside, offset, innerType, table);
}

function lastBefore(fields: readonly FieldNode[], offset: number): FieldNode | undefined {
  let low = 0;
  let high = fields.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fields[middle]!.range.start < offset) low = middle + 1;
    else high = middle;
  }
  return fields[low - 1];
}
