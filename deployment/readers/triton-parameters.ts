import {
  booleanValue,
  integerValue,
  mapEntries,
  messageFields,
  scalarField,
  stringValue,
} from '../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../grammar/textproto/tree.ts';
import type { TritonConfig } from '../project.ts';
import { inFile, type Traced } from '../traced.ts';

/** `${batch_size}` of the templates that `fill_template.py` fills in; `{{ … }}` of Helm. */
const placeholder = /\$\{[^}]*\}|\{\{/;

/** Typed look into one config.pbtxt; every value traced to the node it stands in. */
export class TritonConfigReader {
  private known: ReadonlyMap<string, ScalarNode> | undefined;

  constructor(readonly config: TritonConfig) {}

  private get parameters(): ReadonlyMap<string, ScalarNode> {
    this.known ??= readParameters(this.config);
    return this.known;
  }

  private traced<T>(
    node: ScalarNode | undefined,
    read: (node: ScalarNode) => T | undefined,
  ): Traced<T> | undefined {
    const value = node && read(node);
    return node && value !== undefined ? inFile(value, this.config.file.path, node.range) : undefined;
  }

  string(name: string, message: MessageNode = this.config.tree.root): Traced<string> | undefined {
    return this.traced(scalarField(message, name), stringValue);
  }

  integer(name: string, message: MessageNode = this.config.tree.root): Traced<number> | undefined {
    return this.traced(scalarField(message, name), integerValue);
  }

  boolean(name: string, message: MessageNode = this.config.tree.root): Traced<boolean> | undefined {
    return this.traced(scalarField(message, name), booleanValue);
  }

  message(name: string, message: MessageNode = this.config.tree.root): MessageNode | undefined {
    return messageFields(message, name).at(-1);
  }

  messages(name: string, message: MessageNode = this.config.tree.root): readonly MessageNode[] {
    return messageFields(message, name);
  }

  /** `parameters { key: … value { string_value: … } }`; an unfilled `${…}` or an empty text is no value. */
  parameter(key: string): Traced<string> | undefined {
    const value = this.traced(this.parameters.get(key), stringValue);
    return value && value.value !== '' && !placeholder.test(value.value) ? value : undefined;
  }

  /** True of a parameter whose placeholder nobody has filled in yet: its value is unknown, and not the default. */
  isOpen(key: string): boolean {
    const node = this.parameters.get(key);
    return node !== undefined && placeholder.test(stringValue(node) ?? '');
  }

  /** As `std::stoi` and `std::stof` read it: a leading number, what follows is ignored (tensorrtllm_backend utils). */
  numberParameter(key: string): Traced<number> | undefined {
    const text = this.parameter(key);
    const match = text && /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(text.value);
    return match ? { value: Number(match[0]), origin: text.origin } : undefined;
  }

  /** The spellings that the backend takes: True, true, TRUE, 1 and their opposites. */
  booleanParameter(key: string): Traced<boolean> | undefined {
    const text = this.parameter(key);
    if (text && /^(true|True|TRUE|1)$/.test(text.value)) return { value: true, origin: text.origin };
    if (text && /^(false|False|FALSE|0)$/.test(text.value)) return { value: false, origin: text.origin };
    return undefined;
  }
}

/** The last of equal keys wins, as in protobuf maps. */
function readParameters({ tree }: TritonConfig): Map<string, ScalarNode> {
  const parameters = new Map<string, ScalarNode>();
  for (const { keyText, value } of mapEntries(tree.root, 'parameters')) {
    const node = value?.kind === 'message' ? scalarField(value, 'string_value') : undefined;
    if (node) parameters.set(keyText, node);
  }
  return parameters;
}
