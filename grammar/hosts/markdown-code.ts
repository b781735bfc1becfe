import { fromMarkdown } from 'mdast-util-from-markdown';

/** Inline constructs hold no blocks of code, and some of them take a time that grows with the square of the text. */
const inlineConstructs = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'definition',
  'hardBreakEscape',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
];

/** Fifty quotations or lists in one another on one line are no page that anybody reads. */
const manyContainers = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))){50}/m;

/** A block of code; `start` and `end` take in the fence. */
export interface CodeBlock {
  /** The word behind the fence. */
  readonly language: string | undefined;
  /** What stands behind that word. */
  readonly meta: string | undefined;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

type Page = ReturnType<typeof fromMarkdown>;
type PageNode = Page | Page['children'][number];

/** The blocks of code of a Markdown page, fenced and indented ones, in order. */
export function codeBlocks(text: string): CodeBlock[] {
  if (manyContainers.test(text)) return [];
  const blocks: CodeBlock[] = [];
  const collect = (node: PageNode): void => {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (node.type === 'code' && start !== undefined && end !== undefined)
      blocks.push({
        language: node.lang ?? undefined,
        meta: node.meta ?? undefined,
        value: node.value,
        start,
        end,
      });
    else if ('children' in node) for (const child of node.children) collect(child as PageNode);
  };
  collect(fromMarkdown(text, { extensions: [{ disable: { null: inlineConstructs } }] }));
  return blocks;
}
