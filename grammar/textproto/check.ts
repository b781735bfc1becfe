import type { Range } from '../text.ts';
import { maxIssues } from './issues.ts';
import { nextToken } from './reader.ts';
import { readScalar } from './scalars.ts';
import type { FieldType, ProtoSchema } from './schema.ts';
import { skippedFieldReport } from './skipped-field.ts';
import type {
  FieldNode,
  MessageNode,
  ReaderReport,
  ScalarNode,
  TextprotoIssue,
  TextprotoTree,
} from './tree.ts';
import { hasPresence, isAny, isRepeated, type KnownMessage, TypeTable } from './types.ts';

export type SchemaIssueId =
  | 'unknown-field'
  | 'unknown-extension'
  | 'unknown-type'
  | 'unknown-enum-value'
  | 'unknown-enum-number'
  | 'wrong-type'
  | 'out-of-range'
  | 'repeated-singular'
  | 'oneof-conflict'
  | 'missing-colon'
  | 'list-on-singular'
  | 'wrong-map-shape'
  | 'repeated-map-key'
  | 'missing-map-key'
  | 'missing-required'
  | 'invalid-utf8';

/** A mistake that only a schema shows. */
export interface SchemaIssue extends TextprotoIssue {
  readonly id: SchemaIssueId;
  /** The message type that the field stands in, by its name in the schema. */
  readonly messageType: string;
  /** The field as written. */
  readonly field: string;
  /** What could stand there: names of fields or enum values, kinds of literal, the other field of a oneof. */
  readonly expected?: readonly string[];
  /** The C++ parser takes it all the same. */
  readonly accepted?: true;
}

/**
 * Holds a tree against a message type, given by its name in the schema with or without the package. What the parser
 * has told of already is not told again. An unknown message type has no issues.
 */
export function checkMessage(tree: TextprotoTree, schema: ProtoSchema, message: string): SchemaIssue[] {
  const table = TypeTable.of(schema);
  const type = table.message(message);
  if (!type) return [];
  const checker = new Checker(tree.text, table);
  checker.message(tree.root, type);
  return checker.issues;
}

/** What has been given so far in one message; most have neither oneofs nor maps. */
interface Given {
  readonly fields: Set<string>;
  oneofs?: Map<string, string>;
  keys?: Map<string, Set<string>>;
}

class Checker {
  readonly issues: SchemaIssue[] = [];

  constructor(
    private readonly text: string,
    private readonly table: TypeTable,
  ) {}

  message(node: MessageNode, type: KnownMessage): void {
    const given: Given = { fields: new Set() };
    for (const field of node.fields) this.field(field, type, given);
    if (type.required.length === 0) return;
    const missing = type.required.filter((name) => !given.fields.has(name));
    if (missing.length === 0) return;
    const range = node.open ?? { start: 0, end: 0 };
    const message = `\`${type.name}\` needs ${missing.map((name) => `\`${name}\``).join(', ')}.`;
    // C++ counts the missing fields of the whole file once it is read.
    const reader = this.report(this.text.length, `Message missing required fields: ${missing.join(', ')}`);
    this.add('missing-required', message, node.close ?? range, type, missing[0]!, reader, missing);
  }

  private field(node: FieldNode, owner: KnownMessage, given: Given): void {
    const field = owner.fields.get(node.name.text);
    if (node.name.kind !== 'identifier') this.bracketed(node, owner, given);
    else if (field) this.known(node, field, owner, given);
    else if (owner.reserved.has(node.name.text)) this.reserved(node, owner);
    else if (!this.isQuoted(node)) this.unknown(node, owner);
  }

  private unknown(node: FieldNode, owner: KnownMessage): void {
    const [id, message] = owner.isMapEntry
      ? (['wrong-map-shape', 'A map entry has the form `{ key: … value: … }`.'] as const)
      : (['unknown-field', `\`${owner.name}\` has no field \`${node.name.text}\`.`] as const);
    const reader = this.afterName(
      node,
      `Message type "${owner.fullName}" has no field named "${node.name.text}".`,
    );
    this.add(id, message, node.name.range, owner, node.name.text, reader, owner.fieldNames);
  }

  private known(node: FieldNode, field: FieldType, owner: KnownMessage, given: Given): void {
    if (!isRepeated(field)) this.checkOnce(node, field, owner, given);
    const type = this.table.messageOf(owner, field);
    if (!this.checkShape(node, field, owner)) return;
    for (const value of node.values) {
      if (value.kind === 'scalar') this.scalar(value, node, field, owner, given);
      else if (field.kind !== 'message' && field.label !== 'map')
        this.notAScalar(node, field, owner, value.range, value.range.start);
      else if (type) {
        if (!isRepeated(field)) this.give(field, given);
        this.message(value, type);
        if (field.label === 'map') this.mapKey(value, field, type, given);
      }
    }
  }

  /** Whether colon and list suit the type; what follows is not looked at where they do not. */
  private checkShape(node: FieldNode, field: FieldType, owner: KnownMessage): boolean {
    const takesBlock = field.kind === 'message' || field.label === 'map';
    const value = node.values[0];
    if (!takesBlock && !node.colon) {
      // A scalar without a colon is wrong whatever the schema: the parser has said so.
      if (value?.kind === 'scalar' && !node.list) return true;
      if (!value && !node.list) return false;
      const at = node.list ?? value!.range;
      const reader = this.report(at.start, `Expected ":", found "${this.text.charAt(at.start)}".`);
      const message = `\`${field.name}\` needs a \`:\` before its value.`;
      this.add('missing-colon', message, node.name.range, owner, node.name.text, reader, [':']);
      return false;
    }
    if (!node.list || isRepeated(field)) return true;
    if (takesBlock) {
      const reader = this.report(node.list.start, 'Expected "{", found "[".');
      const message = `\`${field.name}\` holds one message, no list.`;
      this.add('list-on-singular', message, node.list, owner, node.name.text, reader, ['{']);
      return false;
    }
    this.notAScalar(node, field, owner, node.list, node.list.start);
    return false;
  }

  /** A list or a message where one scalar belongs. */
  private notAScalar(node: FieldNode, field: FieldType, owner: KnownMessage, range: Range, at: number): void {
    const bracket = this.text.charAt(at);
    const isList = bracket === '[';
    const message = isList
      ? `\`${field.name}\` holds one value, no list.`
      : `\`${field.name}\` holds ${nounOf(field)}, no message.`;
    const id = isList ? 'list-on-singular' : owner.isMapEntry ? 'wrong-map-shape' : 'wrong-type';
    const reader = this.report(at, wantedScalar(field, bracket));
    this.add(id, message, range, owner, node.name.text, reader, [nounOf(field)]);
  }

  private scalar(node: ScalarNode, at: FieldNode, field: FieldType, owner: KnownMessage, given: Given): void {
    if (field.kind === 'message' || field.label === 'map') {
      if (node.type === 'placeholder' || !(at.colon || at.list)) return;
      const id = field.label === 'map' || owner.isMapEntry ? 'wrong-map-shape' : 'wrong-type';
      const message = `\`${at.name.text}\` holds a message: write \`{ … }\`.`;
      const found = nextToken(this.text, node.range.start).text;
      const reader = this.report(node.range.start, `Expected "{", found "${found}".`);
      this.add(id, message, node.range, owner, at.name.text, reader, ['{']);
      return;
    }
    // Where the colon is missing, the reader never comes to the value: the parser has said so.
    if (node.type === 'placeholder' || !(at.colon || at.list)) {
      this.give(field, given);
      return;
    }
    const reading = readScalar(node, field, this.table.schema, this.text);
    if (reading.fault) {
      const { id, message, expected, reported, offset } = reading.fault;
      this.add(id, message, node.range, owner, at.name.text, this.report(offset, reported), expected);
      this.give(field, given);
      return;
    }
    if (!reading.isZero || hasPresence(field, this.table.schema)) this.give(field, given);
    if (!reading.doubt) return;
    const { id, message } = reading.doubt;
    const reader = this.report(node.range.start, message);
    const expected = this.table.schema.enums[field.type]?.values.map((value) => value.name);
    this.accept(id as SchemaIssueId, message, node.range, owner, at.name.text, reader, expected);
  }

  private checkOnce(node: FieldNode, field: FieldType, owner: KnownMessage, given: Given): void {
    if (given.fields.has(field.name)) {
      const message = `\`${node.name.text}\` is given more than once.`;
      const reader = this.afterName(node, `Non-repeated field "${field.name}" is specified multiple times.`);
      this.add('repeated-singular', message, node.name.range, owner, node.name.text, reader);
      return;
    }
    const other = field.oneof === undefined ? undefined : given.oneofs?.get(field.oneof);
    if (other === undefined) return;
    const message = `\`${node.name.text}\` and \`${other}\` exclude each other.`;
    const reader = this.afterName(
      node,
      `Field "${field.name}" is specified along with field "${other}", another member of oneof "${field.oneof}".`,
    );
    this.add('oneof-conflict', message, node.name.range, owner, node.name.text, reader, [other]);
  }

  private give(field: FieldType, given: Given): void {
    given.fields.add(field.name);
    if (field.oneof === undefined) return;
    given.oneofs ??= new Map();
    if (!given.oneofs.has(field.oneof)) given.oneofs.set(field.oneof, field.name);
  }

  private mapKey(entry: MessageNode, field: FieldType, type: KnownMessage, given: Given): void {
    const key = entry.fields.findLast((child) => child.name.text === 'key')?.values.at(-1);
    if (key && key.kind !== 'scalar') return;
    // Fields of another name are a mistake of their own.
    const isEntry = entry.fields.every(({ name }) => name.text === 'value');
    if (!key && isEntry && field.keyType === 'string') {
      const message = `This entry of \`${field.name}\` has no \`key\`.`;
      this.accept(
        'missing-map-key',
        message,
        entry.range,
        type,
        'key',
        this.report(entry.range.start, message),
      );
    }
    const text = key ? (key.string ?? `${key.negative ? '-' : ''}${key.raw}`) : '';
    given.keys ??= new Map();
    const keys = given.keys.get(field.name) ?? new Set();
    given.keys.set(field.name, keys);
    if (!keys.has(text)) keys.add(text);
    else {
      const message = `The key \`${text}\` is given before; the last entry wins.`;
      const range = key?.range ?? entry.range;
      this.accept('repeated-map-key', message, range, type, 'key', this.report(range.start, message));
    }
  }

  /** Names in `[ ]`: extensions, and the type of what an Any holds. */
  private bracketed(node: FieldNode, owner: KnownMessage, given: Given): void {
    const name = node.name.text;
    const inAny = isAny(owner);
    const fault = bracketFault(node, inAny);
    if (fault) {
      const reader = this.report(node.name.range.end, fault);
      this.add('unknown-extension', `${fault}.`, node.name.range, owner, name, reader);
      return;
    }
    if (inAny) this.anyContent(node, owner, given);
    else this.extension(node, owner, given);
  }

  private extension(node: FieldNode, owner: KnownMessage, given: Given): void {
    const name = node.name.text;
    const field = owner.extensions.get(name);
    if (field) this.known(node, field, owner, given);
    else {
      const message = `\`${owner.name}\` has no extension \`${name}\`.`;
      const reported = `Extension "${name}" is not defined or is not an extension of "${owner.fullName}".`;
      const reader = this.afterName(node, reported);
      const expected = [...owner.extensions.keys()];
      this.add('unknown-extension', message, node.name.range, owner, name, reader, expected);
    }
  }

  private anyContent(node: FieldNode, owner: KnownMessage, given: Given): void {
    const name = node.name.text;
    const type = this.table.message(name.slice(name.lastIndexOf('/') + 1));
    if (!type) {
      const message = `The schema has no message \`${name}\`.`;
      const reader = this.afterName(node, `Could not find type "${name}" stored in google.protobuf.Any.`);
      this.add('unknown-type', message, node.name.range, owner, name, reader);
      return;
    }
    for (const value of node.values) {
      if (value.kind === 'message') this.message(value, type);
    }
    if (given.fields.has('type_url')) {
      const end = nextToken(this.text, node.range.end).start;
      const reader = this.report(end, 'Non-repeated Any specified multiple times.');
      this.add('repeated-singular', 'An Any holds one message.', node.name.range, owner, name, reader);
    }
    given.fields.add('type_url').add('value');
  }

  /** The reader passes over reserved names, but not over any text after them. */
  private reserved(node: FieldNode, owner: KnownMessage): void {
    const fault = skippedFieldReport(node);
    if (!fault) return;
    const message = `\`${node.name.text}\` is reserved, but what follows cannot be passed over.`;
    this.add(
      'wrong-type',
      message,
      fault.range,
      owner,
      node.name.text,
      this.report(fault.at, fault.reported),
    );
  }

  private isQuoted(node: FieldNode): boolean {
    const first = this.text.charAt(node.name.range.start);
    return first === '"' || first === "'";
  }

  private afterName(node: FieldNode, message: string): ReaderReport {
    return this.report(nextToken(this.text, node.name.range.end).start, message);
  }

  private report(offset: number, message: string): ReaderReport {
    return { token: offset, offset, message, stage: 'schema' };
  }

  private add(
    id: SchemaIssueId,
    message: string,
    range: Range,
    owner: KnownMessage,
    field: string,
    reader: ReaderReport,
    expected?: readonly string[],
  ): void {
    if (this.issues.length >= maxIssues) return;
    const messageType = owner.name;
    this.issues.push({ id, message, range, reader, messageType, field, ...(expected && { expected }) });
  }

  private accept(...args: Parameters<Checker['add']>): void {
    const before = this.issues.length;
    this.add(...args);
    const issue = this.issues[before];
    if (issue) this.issues[before] = { ...issue, accepted: true };
  }
}

/** What the C++ parser says of a token that cannot begin a value of that type. */
export function wantedScalar(field: FieldType, found: string): string {
  if (field.kind === 'message' || field.label === 'map') return `Expected "{", found "${found}".`;
  if (field.kind === 'enum') return `Expected integer or identifier, got: ${found}`;
  if (field.type === 'string' || field.type === 'bytes') return `Expected string, got: ${found}`;
  if (field.type === 'bool') return `Expected identifier, got: ${found}`;
  if (field.type === 'float' || field.type === 'double') return `Expected double, got: ${found}`;
  return `Expected integer, got: ${found}`;
}

function nounOf(field: FieldType): string {
  if (field.kind === 'enum') return 'an enum value';
  if (field.type === 'string' || field.type === 'bytes') return 'a string';
  if (field.type === 'bool') return '`true` or `false`';
  return field.type === 'float' || field.type === 'double' ? 'a number' : 'an integer';
}

/** What is wrong with the form of a bracketed name; the reader looks at it once the `]` is read. */
function bracketFault(node: FieldNode, inAny: boolean): string | undefined {
  const name = node.name.text;
  if (!inAny && name.includes('/')) return 'Extension name contains "/"';
  const bad = name
    .slice(name.lastIndexOf('/') + 1)
    .split('.')
    .find((part) => !/^[A-Za-z_]\w*$/.test(part));
  if (bad !== undefined) return `Invalid identifier in type name, got: "${bad}"`;
  if (!inAny) return undefined;
  if (!name.includes('/')) return 'Type URL prefix is missing';
  return name.startsWith('/') ? 'Type URL prefix is empty' : undefined;
}
