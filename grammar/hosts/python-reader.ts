import type { HostKind } from '../command.ts';
import type { PythonCall, PythonEntry, PythonKeyword, PythonValue } from '../python-call.ts';
import type { Excerpt } from '../shell/excerpt.ts';
import type { Range } from '../text.ts';
import { pythonNumber, pythonOperation, pythonString } from './python-literals.ts';
import type { PythonNames, SyntaxNode } from './python-names.ts';

/** Deeper nesting is no configuration, and recursion must end. */
const deepest = 40;
/** From this depth on an expression stands in a constant. */
const inConstant = deepest / 2;
/** `**config` of a longer dictionary is no list of arguments that somebody wrote. */
const longestUnpacked = 200;

/** Reads calls and expressions of one file. */
export class PythonReader {
  private readonly constants = new Map<number, PythonValue>();
  private readonly makers = new Map<string, string>();

  constructor(
    private readonly code: Excerpt,
    private readonly names: PythonNames,
    private readonly host: HostKind,
  ) {}

  /** Undefined where what is called has no name, as in `table[0]()`. */
  call(node: SyntaxNode, depth = 0): PythonCall | undefined {
    const callee = node.firstChild;
    const list = node.getChild('ArgList');
    const name = callee ? this.nameOf(callee, depth) : undefined;
    if (!callee || !list || name === undefined) return undefined;
    return {
      name,
      nameRange: this.range(callee),
      ...this.arguments(list, depth),
      range: this.range(node),
      host: this.host,
    };
  }

  private arguments(list: SyntaxNode, depth: number): Pick<PythonCall, 'positional' | 'keywords' | 'open'> {
    const positional: PythonValue[] = [];
    const keywords: PythonKeyword[] = [];
    let open = false;
    let key: SyntaxNode | undefined;
    let star = '';
    for (let child = list.firstChild; child; child = child.nextSibling) {
      if (/^([(),]|Comment)$/.test(child.name)) {
        if (child.name === ',') key = undefined;
      } else if (child.name === '*' || child.name === '**') star = child.name;
      else if (child.name === 'AssignOp') continue;
      else if (star !== '') {
        const unpacked = star === '**' ? this.unpacked(child, depth) : undefined;
        if (unpacked) keywords.push(...unpacked);
        else open = true;
        star = '';
      } else if (child.name === 'VariableName' && child.nextSibling?.name === 'AssignOp') key = child;
      else if (key) {
        keywords.push({
          name: this.textOf(key),
          nameRange: this.range(key),
          value: this.value(child, depth + 1),
        });
        key = undefined;
      } else positional.push(this.value(child, depth + 1));
    }
    return { positional, keywords, open };
  }

  /** The keywords that `**{…}` or `**CONSTANT` stands for. */
  private unpacked(node: SyntaxNode, depth: number): PythonKeyword[] | undefined {
    const value = this.value(node, depth + 1);
    if (value.kind !== 'dict' || value.entries.length > longestUnpacked) return undefined;
    const keywords: PythonKeyword[] = [];
    for (const { key, value: argument } of value.entries) {
      if (key.kind !== 'literal' || typeof key.value !== 'string') return undefined;
      keywords.push({ name: key.value, nameRange: key.range, value: argument });
    }
    return keywords;
  }

  value(node: SyntaxNode, depth = 0): PythonValue {
    const range = this.range(node);
    const literal = (value: string | number | boolean | null | undefined): PythonValue =>
      value === undefined ? { kind: 'unknown', range } : { kind: 'literal', value, range };
    if (depth > deepest) return { kind: 'unknown', range };
    switch (node.name) {
      case 'Number':
        return literal(pythonNumber(this.textOf(node)));
      case 'String':
        return literal(pythonString(this.textOf(node)));
      case 'FormatString':
        return literal(node.getChild('FormatReplacement') ? undefined : pythonString(this.textOf(node)));
      case 'ContinuedString':
        return literal(this.joined(node, depth));
      case 'Boolean':
        return literal(this.textOf(node) === 'True');
      case 'None':
        return literal(null);
      case 'UnaryExpression':
      case 'BinaryExpression':
        return literal(this.arithmetic(node, depth));
      case 'ParenthesizedExpression':
        return { ...this.value(inner(node) ?? node, depth + 1), range };
      case 'ArrayExpression':
      case 'TupleExpression':
      case 'SetExpression':
        return this.list(node, depth);
      case 'DictionaryExpression':
        return this.dictionary(node, depth);
      case 'CallExpression':
        return this.called(node, depth);
      case 'VariableName':
      case 'MemberExpression':
        return this.named(node, depth);
      default:
        return { kind: 'unknown', range };
    }
  }

  private joined(node: SyntaxNode, depth: number): string | undefined {
    let text = '';
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.name === 'Comment') continue;
      const part = this.value(child, depth + 1);
      if (part.kind !== 'literal' || typeof part.value !== 'string') return undefined;
      text += part.value;
    }
    return text;
  }

  private arithmetic(node: SyntaxNode, depth: number): string | number | boolean | undefined {
    const operator = node.getChild('ArithOp') ?? node.getChild('BitOp');
    const right = node.lastChild && this.value(node.lastChild, depth + 1);
    if (right?.kind !== 'literal' || !operator) return undefined;
    if (node.name === 'UnaryExpression')
      return this.textOf(operator) === '-' && typeof right.value === 'number' ? -right.value : undefined;
    const left = node.firstChild && this.value(node.firstChild, depth + 1);
    return left?.kind === 'literal'
      ? pythonOperation(this.textOf(operator), left.value, right.value)
      : undefined;
  }

  private list(node: SyntaxNode, depth: number): PythonValue {
    const items: PythonValue[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (/^([[\](){},]|Comment)$/.test(child.name)) continue;
      if (child.name === '*') return { kind: 'unknown', range: this.range(node) };
      items.push(this.value(child, depth + 1));
    }
    return { kind: 'list', items, range: this.range(node) };
  }

  private dictionary(node: SyntaxNode, depth: number): PythonValue {
    const entries: PythonEntry[] = [];
    let key: PythonValue | undefined;
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (/^([{}:,]|Comment)$/.test(child.name)) continue;
      if (child.name === '**') return { kind: 'unknown', range: this.range(node) };
      const value = this.value(child, depth + 1);
      if (key) entries.push({ key, value });
      key = key ? undefined : value;
    }
    return { kind: 'dict', entries, range: this.range(node) };
  }

  private called(node: SyntaxNode, depth: number): PythonValue {
    const call = this.call(node, depth);
    const range = this.range(node);
    if (!call) return { kind: 'unknown', range };
    // `dict(a=1)` is `{"a": 1}`.
    if (call.name !== 'dict' || call.open || call.positional.length > 0) return { kind: 'call', call, range };
    const entries = call.keywords.map(({ name, nameRange, value }) => ({
      key: { kind: 'literal' as const, value: name, range: nameRange },
      value,
    }));
    return { kind: 'dict', entries, range };
  }

  /** A constant of the file, or a name out of a module. */
  private named(node: SyntaxNode, depth: number): PythonValue {
    const range = this.range(node);
    const constant = node.name === 'VariableName' ? this.names.constant(this.textOf(node)) : undefined;
    if (constant) return { ...this.constantValue(constant, depth), range };
    const root = rootOf(node);
    const name = this.nameOf(node, depth);
    const isImported = root.name === 'VariableName' && this.names.imported(this.textOf(root)) !== undefined;
    return name !== undefined && isImported ? { kind: 'name', name, range } : { kind: 'unknown', range };
  }

  private constantValue(node: SyntaxNode, depth: number): PythonValue {
    const unknown: PythonValue = { kind: 'unknown', range: this.range(node) };
    // A collection is followed from an argument alone, not out of another constant: what is read stays as long as the file.
    const holdsOthers = /^(Array|Tuple|Set|Dictionary|Call)Expression$/.test(node.name);
    if (holdsOthers && depth >= inConstant) return unknown;
    const known = this.constants.get(node.from);
    if (known) return known;
    // While it is read it stands for nothing: a constant may be defined by itself.
    this.constants.set(node.from, unknown);
    const value = this.value(node, holdsOthers ? inConstant : depth + 1);
    if (value.kind === 'unknown') this.constants.delete(node.from);
    else this.constants.set(node.from, value);
    return value;
  }

  /** `vllm.LLM` for `LLM` after `from vllm import LLM`; `vllm.LLM.generate` for `llm.generate`. */
  private nameOf(node: SyntaxNode, depth: number): string | undefined {
    const properties: string[] = [];
    let at: SyntaxNode = node;
    for (; at.name === 'MemberExpression'; at = at.firstChild!) {
      const last = at.lastChild;
      if (last?.name !== 'PropertyName' || !at.firstChild) return undefined;
      properties.unshift(this.textOf(last));
    }
    const root = this.rootName(at, depth);
    if (root === undefined) return undefined;
    const attribute = `self.${properties[0]}`;
    const maker = root === 'self' && properties.length > 1 ? this.makerOf(attribute) : undefined;
    return maker !== undefined && maker !== attribute
      ? [maker, ...properties.slice(1)].join('.')
      : [root, ...properties].join('.');
  }

  private rootName(root: SyntaxNode, depth: number): string | undefined {
    if (depth > deepest) return undefined;
    if (root.name === 'ParenthesizedExpression' || root.name === 'AwaitExpression')
      return root.lastChild ? this.rootName(inner(root) ?? root.lastChild, depth + 1) : undefined;
    if (root.name === 'CallExpression')
      return root.firstChild ? this.nameOf(root.firstChild, depth + 1) : undefined;
    if (root.name !== 'VariableName') return undefined;
    const name = this.textOf(root);
    const imported = this.names.imported(name);
    if (imported !== undefined) return imported;
    return this.makerOf(name) ?? name;
  }

  /** What made the object that a variable holds, where all its assignments agree. */
  private makerOf(name: string): string | undefined {
    const known = this.makers.get(name);
    if (known !== undefined) return known;
    // While it is looked up a variable is only itself.
    this.makers.set(name, name);
    const makers = new Set(
      this.names.assigned(name).map((value) => {
        const made = value.name === 'AwaitExpression' ? inner(value) : value;
        return made?.name === 'CallExpression' && made.firstChild
          ? this.nameOf(made.firstChild, 1)
          : undefined;
      }),
    );
    const [maker] = makers;
    if (makers.size === 1 && maker !== undefined) this.makers.set(name, maker);
    return this.makers.get(name);
  }

  private textOf(node: SyntaxNode): string {
    return this.code.text.slice(node.from, node.to);
  }

  private range(node: SyntaxNode): Range {
    return this.code.range(node.from, node.to);
  }
}

/** What stands in parentheses. */
function inner(node: SyntaxNode): SyntaxNode | undefined {
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (!/^([()]|await|Comment)$/.test(child.name)) return child;
  return undefined;
}

function rootOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.name === 'MemberExpression' && at.firstChild) at = at.firstChild;
  return at;
}
