import type { Range } from '../../text.ts';
import type { Comment, SyntaxIssue } from '../../tree.ts';

/** What a file says of its own layout, in comments before its first field: `# txtpbfmt: expand_all_children`. */
export interface LayoutOptions {
  /** Leave the whole file as it is. */
  readonly disable: boolean;
  /** Every message with fields has a line for each. */
  readonly expandAllChildren: boolean;
  /** `name {` also where `name: {` is written. */
  readonly skipAllColons: boolean;
  /** `< >` stay; they become `{ }` otherwise. */
  readonly preserveAngleBrackets: boolean;
  /** Single quotes around what holds double quotes and no single ones. */
  readonly smartQuotes: boolean;
  /** Fields in the order of their names; those of one name keep theirs, since that order is part of the value. */
  readonly sortFieldsByName: boolean;
}

const options: Readonly<Record<string, keyof LayoutOptions>> = {
  disable: 'disable',
  expand_all_children: 'expandAllChildren',
  skip_all_colons: 'skipAllColons',
  preserve_angle_brackets: 'preserveAngleBrackets',
  smartquotes: 'smartQuotes',
  sort_fields_by_field_name: 'sortFieldsByName',
};

/**
 * The directives that are honoured. Of the others of txtpbfmt, those that reorder or drop repeated values would change
 * what the file says, those that wrap strings are not there, and those that allow more than the text format could only
 * stand in files that Triton refuses.
 */
export const supportedDirectives: readonly string[] = [...Object.keys(options), 'off', 'on'];

export interface Header {
  readonly options: LayoutOptions;
  /** Directives that change nothing here; they stay in the file as comments. */
  readonly ignored: readonly SyntaxIssue[];
}

const directive = /^#\s*txtpbfmt:\s*(.*?)\s*$/;

/** The words of a directive: `# txtpbfmt: a, b=c` has `a` and `b=c`; none where the comment is no directive. */
export const directiveWords = (comment: Comment): readonly string[] =>
  directive
    .exec(comment.text)?.[1]
    ?.split(/[\s,]+/)
    .filter((word) => word !== '') ?? [];

/** Reads the directives of a file whose first field starts at `firstField`. Options after that have no effect. */
export function readHeader(comments: readonly Comment[], firstField: number): Header {
  const found = new Set<keyof LayoutOptions>();
  const ignored: SyntaxIssue[] = [];
  for (const comment of comments) {
    for (const word of directiveWords(comment)) {
      if (word === 'off' || word === 'on') continue;
      const option = Object.hasOwn(options, word) ? options[word] : undefined;
      if (option === undefined)
        ignored.push(ignoredDirective(comment.range, `\`txtpbfmt: ${word}\` is not supported.`));
      else if (comment.range.start >= firstField)
        ignored.push(
          ignoredDirective(comment.range, `\`txtpbfmt: ${word}\` counts only before the first field.`),
        );
      else found.add(option);
    }
  }
  return {
    options: {
      disable: found.has('disable'),
      expandAllChildren: found.has('expandAllChildren'),
      skipAllColons: found.has('skipAllColons'),
      preserveAngleBrackets: found.has('preserveAngleBrackets'),
      smartQuotes: found.has('smartQuotes'),
      sortFieldsByName: found.has('sortFieldsByName'),
    },
    ignored,
  };
}

const ignoredDirective = (range: Range, message: string): SyntaxIssue => ({
  id: 'ignored-directive',
  message,
  range,
});
