import type { SyntaxIssue } from '../../tree.ts';
import { parseTextproto } from '../parse.ts';
import type { FieldNode, TextprotoTree } from '../tree.ts';
import { readHeader } from './directives.ts';
import { Printer } from './printer.ts';
import { saysTheSame } from './proof.ts';

export { supportedDirectives } from './directives.ts';
export { saysTheSame } from './proof.ts';

export type FormatResult =
  | {
      readonly ok: true;
      readonly text: string;
      /** `# txtpbfmt:` directives that have no effect. */
      readonly ignored: readonly SyntaxIssue[];
    }
  | { readonly ok: false; readonly issues: readonly SyntaxIssue[] };

/**
 * Lays out protocol-buffer text format in the conventions of txtpbfmt: two spaces a level, one field a line, what is
 * written on one line stays there, comments stay, blank lines are kept to one. Numbers and names stay as they are
 * spelt. Unlike txtpbfmt it keeps CRLF, and takes no text with syntax errors; only placeholders that stand for a whole
 * value, as in `count: ${count}`, pass: templates are files too, and such a value is copied as it is.
 *
 * The result is read again and compared with the text before it is handed out. Where they differ, the fault is ours
 * and the answer is a refusal with one issue `formatter-fault`.
 */
export function formatTextproto(text: string): FormatResult {
  const tree = parseTextproto(text);
  const { options, ignored } = readHeader(tree.comments, tree.root.fields[0]?.range.start ?? text.length);
  if (options.disable) return { ok: true, text, ignored };
  const issues = refusals(tree);
  if (issues.length > 0) return { ok: false, issues };
  const printer = new Printer(tree, options);
  const printed = withLineBreaksOf(text, printer.print());
  if (printer.strayOff) return { ok: false, issues: [printer.strayOff] };
  const allowed = { colons: options.skipAllColons, order: options.sortFieldsByName };
  if (saysTheSame(tree, parseTextproto(printed), allowed)) return { ok: true, text: printed, ignored };
  const message =
    'Formatting would have changed what this file says. It was left as it is; please report it.';
  return { ok: false, issues: [{ id: 'formatter-fault', message, range: { start: 0, end: 0 } }] };
}

/** Everything wrong with the text but placeholders where a value belongs. */
function refusals(tree: TextprotoTree): readonly SyntaxIssue[] {
  if (tree.issues.length === 0) return [];
  const filled = new Set<number>();
  const collect = (fields: readonly FieldNode[]): void => {
    for (const value of fields.flatMap((field) => field.values)) {
      if (value.kind === 'message') collect(value.fields);
      else if (value.type === 'placeholder')
        for (let at = value.range.start; at < value.range.end; at++) filled.add(at);
    }
  };
  collect(tree.root.fields);
  return tree.issues.filter((issue) => issue.id !== 'placeholder' || !filled.has(issue.range.start));
}

/** The line breaks that most lines of the old text have. */
function withLineBreaksOf(before: string, after: string): string {
  const all = before.split('\n').length - 1;
  const windows = before.split('\r\n').length - 1;
  const lineBreak = windows > all - windows ? '\r\n' : '\n';
  return after.replace(/\r?\n/g, lineBreak);
}
