import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Word } from '../command.ts';
import { type Excerpt, ExcerptBuilder } from '../shell/excerpt.ts';
import { type Field, knownField } from '../shell/field.ts';
import type { Range } from '../text.ts';
import { alignScalar } from './align.ts';
import { alignBlock } from './block-scalar.ts';
import { type HelmText, restoreActions, writtenBetween } from './helm.ts';
import { isFilledIn } from './terraform.ts';

/** Nodes that plain data may have: aliases of aliases can ask for billions. */
const mostNodes = 1_000_000;

/** A parsed YAML document whose nodes know where they stand in the file. */
export class YamlDocument {
  private readonly anchors = new Map<string, Node>();
  /** What the nodes were read from, actions of a template that were taken out being blanks. */
  private readonly shown: Excerpt;

  constructor(
    private readonly text: Excerpt,
    document: Document,
    /** The text that was parsed, where it is a template. */
    private readonly helm?: HelmText,
    readonly root: Node | undefined = document.contents ?? undefined,
    anchors?: Map<string, Node>,
  ) {
    this.shown = helm ? text.withText(restoreActions(helm.text)) : text;
    if (anchors) this.anchors = anchors;
    else
      visit(document, {
        Node: (_key, node) => {
          if (!isAlias(node) && node.anchor) this.anchors.set(node.anchor, node);
        },
      });
  }

  /** The same document seen from one of its nodes: an item of a `List`. */
  at(document: Document, root: Node): YamlDocument {
    return new YamlDocument(this.text, document, this.helm, root, this.anchors);
  }

  /** The node itself, or the one that an alias stands for. */
  resolve(node: unknown): Node | undefined {
    const target = isAlias(node) ? this.anchors.get(node.source) : node;
    return isNode(target) && !isAlias(target) ? target : undefined;
  }

  /** The value of a key, also of a mapping merged in by `<<`. */
  get(node: unknown, key: string): Node | undefined {
    const map = this.resolve(node);
    if (!isMap(map)) return undefined;
    const own = map.items.find((pair) => this.keyText(pair) === key);
    if (own) return this.resolve(own.value);
    for (const merged of this.merged(map)) {
      const pair = merged.items.find((candidate) => this.keyText(candidate) === key);
      if (pair) return this.resolve(pair.value);
    }
    return undefined;
  }

  items(node: unknown): Node[] {
    const list = this.resolve(node);
    return isSeq(list) ? list.items.flatMap((item) => this.resolve(item) ?? []) : [];
  }

  pairs(node: unknown): { key: string; keyNode: Node; value: Node | undefined }[] {
    const map = this.resolve(node);
    if (!isMap(map)) return [];
    return map.items.flatMap((pair) => {
      const key = this.keyText(pair);
      return key === undefined ? [] : [{ key, keyNode: pair.key as Node, value: this.resolve(pair.value) }];
    });
  }

  /** The pairs with those of mappings merged in by `<<`, which come first. */
  allPairs(node: unknown): { key: string; value: Node | undefined }[] {
    const map = this.resolve(node);
    const merged = isMap(map) ? this.merged(map) : [];
    return [...merged.reverse(), map].flatMap((each) => this.pairs(each)).filter(({ key }) => key !== '<<');
  }

  /** What a template writes as lines of their own into the value of a key, or may write behind it. */
  unseenIn(node: unknown, key: string): Word | undefined {
    const map = this.resolve(node);
    const pair = isMap(map) ? map.items.find((each) => this.keyText(each) === key) : undefined;
    if (!this.helm || !pair || !isNode(pair.key) || !pair.key.range) return undefined;
    const { text } = this.helm;
    const from = pair.key.range[1];
    let to = (isNode(pair.value) ? pair.value.range?.[1] : undefined) ?? from + 1;
    while (to < text.length && /\s/.test(text[to]!)) to++;
    const action = writtenBetween(this.helm, from, to);
    if (!action) return undefined;
    const range = this.text.range(action.start, action.end);
    return { value: undefined, raw: this.text.raw(range), range };
  }

  /** Pairs whose value is written here and not by an alias. */
  ownPairs(node: unknown): { value: Node | undefined }[] {
    return isMap(node)
      ? node.items.map(({ value }) => ({ value: isAlias(value) ? undefined : this.resolve(value) }))
      : [];
  }

  /** Any node as a word without a value: it is there, but what it holds is unknown. */
  wordOfNode(node: Node): Word | undefined {
    const range = this.rangeOfNode(node);
    return range && { value: undefined, raw: this.text.raw(range), range };
  }

  /** The text of a scalar as written: `2` and `true` count as texts too. */
  string(node: unknown): string | undefined {
    const scalar = this.resolve(node);
    return isScalar(scalar) ? this.scalarText(scalar) : undefined;
  }

  /** A scalar as a word, with its content traced to the file. */
  field(node: unknown): Field | undefined {
    const scalar = this.resolve(node);
    if (!isScalar(scalar)) return undefined;
    const value = this.scalarText(scalar);
    const range = this.rangeOfNode(scalar);
    if (value === undefined || range === undefined) return undefined;
    const content = this.content(scalar, value) ?? this.text.elsewhere(value, range);
    return knownField(content, range);
  }

  plain(node: unknown): unknown {
    const budget = { left: mostNodes };
    return this.toPlain(node, budget, 0);
  }

  rangeOf(path: readonly (string | number)[], options: { key?: boolean } = {}): Range | undefined {
    let node: unknown = this.resolve(this.root);
    for (const [depth, step] of path.entries()) {
      const last = depth === path.length - 1;
      if (isSeq(node)) node = typeof step === 'number' ? node.items[step] : undefined;
      else if (options.key && last)
        return this.rangeOfNode(this.pairs(node).find(({ key }) => key === String(step))?.keyNode);
      else node = this.get(node, String(step));
      if (!last) node = this.resolve(node);
      if (node === undefined) return undefined;
    }
    return this.rangeOfNode(node);
  }

  rangeOfNode(node: unknown): Range | undefined {
    if (!isNode(node) || !node.range) return undefined;
    const [start] = node.range;
    let end = node.range[1];
    // Blocks end behind their last line break; to draw them so would colour the line below.
    while (end > start && /[ \t\r\n]/.test(this.text.text[end - 1]!)) end--;
    return this.text.range(start, end);
  }

  private content(scalar: Scalar, value: string): Excerpt | undefined {
    if (!scalar.range) return undefined;
    const [start, end] = scalar.range;
    switch (scalar.type) {
      case 'BLOCK_LITERAL':
      case 'BLOCK_FOLDED':
        return this.withoutActions(alignBlock(this.shown, start, end, value));
      case 'QUOTE_DOUBLE':
        return alignScalar(this.shown, start + 1, end - 1, value, 'double');
      case 'QUOTE_SINGLE':
        return alignScalar(this.shown, start + 1, end - 1, value, 'single');
      default:
        return alignScalar(this.shown, start, end, value, 'plain');
    }
  }

  /** A line of actions alone is none of a script: `{{-` joins what stands before and behind it. */
  private withoutActions(block: Excerpt | undefined): Excerpt | undefined {
    if (!this.helm || !block) return block;
    const builder = new ExcerptBuilder(block);
    for (const { 0: line, index } of block.text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
      const end = index + line.length;
      const isAction = line.trim() === '' && /\S/.test(this.text.raw(block.range(index, end)));
      if (!isAction) builder.copy(index, end);
    }
    return builder.build();
  }

  private merged(map: YAMLMap): YAMLMap[] {
    const merge = map.items.find((pair) => this.keyText(pair) === '<<')?.value;
    const target = this.resolve(merge);
    const all = isSeq(target) ? this.items(target) : [target];
    return all.filter((candidate) => isMap(candidate));
  }

  private toPlain(node: unknown, budget: { left: number }, depth: number): unknown {
    const target = this.resolve(node);
    // Depth too: an alias may stand inside what it stands for.
    if (target === undefined || budget.left-- <= 0 || depth > 200) return null;
    if (isScalar(target)) return this.plainScalar(target);
    if (isSeq(target)) return target.items.map((item) => this.toPlain(item, budget, depth + 1));
    if (!isMap(target)) return null;
    const entries: [string, unknown][] = [];
    for (const source of [...this.merged(target).reverse(), target])
      for (const pair of source.items) {
        const key = this.keyText(pair);
        if (key !== undefined && key !== '<<')
          entries.push([key, this.toPlain(pair.value, budget, depth + 1)]);
      }
    return Object.fromEntries(entries);
  }

  /** What a template writes is unknown, as an absent value is. */
  private plainScalar(scalar: Scalar): unknown {
    const { value } = scalar;
    if (typeof value === 'bigint') return Number(value);
    if (!this.helm || typeof value !== 'string') return value;
    return isFilledIn(value) || this.scalarText(scalar)?.includes('{{') ? null : value;
  }

  private keyText({ key }: Pair): string | undefined {
    return isScalar(key) ? this.scalarText(key) : undefined;
  }

  private scalarText({ value, source }: Scalar): string | undefined {
    if (typeof value === 'string') return this.helm ? restoreActions(value) : value;
    return value === null || value === undefined ? undefined : (source ?? String(value));
  }
}
