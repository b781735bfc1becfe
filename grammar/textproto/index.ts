export { checkMessage, type SchemaIssue, type SchemaIssueId } from './check.ts';
export { parseTextproto } from './parse.ts';
export { type ReadError, type ReadResult, readMessage } from './read.ts';
export type { JsonValue } from './scalars.ts';
export type {
  FieldNode,
  MessageNode,
  ReaderReport,
  ScalarNode,
  TextprotoIssue,
  TextprotoTree,
  ValueNode,
} from './tree.ts';
