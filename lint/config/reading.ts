import { isMap, isScalar, isSeq, type LineCounter, type Node, type Pair, type Scalar } from 'yaml';
import { nearestName } from '../spelling.ts';
import type { ConfigProblem } from './config.ts';

/** Takes values out of the nodes of a config file and keeps what is wrong with them, each at its place. */
export class Reading {
  readonly problems: ConfigProblem[] = [];

  constructor(private readonly lines: LineCounter) {}

  complain(node: Node | undefined, message: string): undefined {
    const { line, col } = this.lines.linePos(node?.range?.[0] ?? 0);
    this.problems.push({ line: Math.max(1, line), column: Math.max(1, col), message });
    return undefined;
  }

  /** The entries of a mapping by key; a key that is none of `known` is a mistake. */
  entries(node: Node, known: readonly string[], what: string): Map<string, Node> {
    const found = new Map<string, Node>();
    if (!isMap(node)) {
      this.complain(node, `${what} holds keys with values`);
      return found;
    }
    for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
      const name = isScalar(key) ? String(key.value) : '';
      if (known.includes(name)) {
        // A key without a value says nothing.
        if (value && !(isScalar(value) && value.value === null)) found.set(name, value);
        continue;
      }
      const near = nearestName(name, known);
      this.complain(
        key,
        `${what} has no key “${name}”; ${near ? `did you mean ${near.name}?` : `its keys are ${known.join(', ')}`}`,
      );
    }
    return found;
  }

  /** A text as it is spelled: a release such as 1.10 would lose its zero as a number. */
  text(node: Node, what: string): string | undefined {
    if (!isScalar(node) || typeof node.value === 'object' || typeof node.value === 'boolean')
      return this.complain(node, `${what} is a text`);
    const { source, value } = node as Scalar;
    return typeof value === 'number' && source !== undefined ? source : String(value);
  }

  flag(node: Node, what: string): boolean | undefined {
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    return this.complain(node, `${what} is true or false`);
  }

  word<T extends string>(node: Node, words: readonly T[], what: string): T | undefined {
    const text = isScalar(node) ? String(node.value) : undefined;
    return (
      words.find((word) => word === text) ?? this.complain(node, `${what} is one of ${words.join(', ')}`)
    );
  }

  /** Texts of a list; one alone may stand without. Each that `mistake` finds one in is left out. */
  list(node: Node, what: string, mistake: (text: string) => string | undefined = () => undefined): string[] {
    const items = isSeq(node) ? (node.items as Node[]) : [node];
    return items.flatMap((item) => {
      const text = this.text(item, `each of ${what}`);
      const wrong = text === undefined ? undefined : mistake(text);
      if (wrong !== undefined) this.complain(item, wrong);
      return text === undefined || wrong !== undefined ? [] : [text];
    });
  }

  /** The items of a list of mappings. */
  items(node: Node, what: string): Node[] {
    if (isSeq(node)) return node.items as Node[];
    this.complain(node, `${what} is a list`);
    return [];
  }
}
