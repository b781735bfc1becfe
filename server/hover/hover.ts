import { type Hover, MarkupKind } from 'vscode-languageserver';
import { tritonRoot, tritonSchema } from '../../catalog/triton-schema.ts';
import type { Project } from '../../deployment/project.ts';
import { covers, type Position } from '../../grammar/text.ts';
import { enumText } from '../../grammar/textproto/query.ts';
import type { MessageNode } from '../../grammar/textproto/tree.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { type FieldContext, fieldContextAt } from './field-context.ts';
import { describeTritonEnumValue } from './triton-enum-value.ts';
import { describeRemovedField, describeTritonField } from './triton-field.ts';
import { describeTrtllmParameter, trtllmParameterAt } from './trtllm-parameter.ts';

/** What is known of the word at a position; also in a config.pbtxt inside a Markdown fence. */
export function hoverAt(project: Project, file: SourceFile, position: Position): Hover | null {
  const offset = file.lines.offsetAt(position);
  const config = project.tritonConfigs.find(
    (one) => one.file === file && covers(one.tree.root.range, offset),
  );
  const context = config && fieldContextAt(config.tree, offset, tritonSchema, tritonRoot);
  const text = context && describe(context, config.tree.root);
  if (!text) return null;
  const { range } = context.value ?? context.field.name;
  return {
    contents: { kind: MarkupKind.Markdown, value: text },
    range: file.lines.toPositions(range),
  };
}

function describe(context: FieldContext, root: MessageNode): string | undefined {
  const { message, field, type, value } = context;
  const parameter = value && trtllmParameterAt(root, value);
  if (parameter) return describeTrtllmParameter(parameter);
  if (!type) return describeRemovedField(message, field.name.text);
  const word = enumText(value);
  if (type.kind === 'enum' && word !== undefined) return describeTritonEnumValue(type.type, word);
  return describeTritonField(message, type);
}
