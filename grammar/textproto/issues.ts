import type { Range } from '../text.ts';
import { expectedIdentifier, nextToken } from './reader.ts';
import { endOf, rangeOf, type Spot } from './tokens.ts';
import type { ReaderReport, TextprotoIssue } from './tree.ts';

/** A file with more mistakes than this is noise, not text format: its reading ends there. */
export const maxIssues = 1000;

/** Collects what the parser finds, each mistake once, in our words and in those of the C++ reader. */
export class IssueLog {
  readonly issues: TextprotoIssue[] = [];
  /** Offsets of tokens that the lexer has told of: a parser's complaint at the same place adds nothing. */
  private readonly told = new Set<number>();

  constructor(private readonly text: string) {}

  get full(): boolean {
    return this.issues.length >= maxIssues;
  }

  add(id: string, message: string, range: Range, reader: ReaderReport): void {
    if (!this.full) this.issues.push({ id, message, range, reader });
  }

  /** A literal or character that the C++ tokenizer refuses. */
  lexical(id: string, message: string, range: Range, token: number, offset: number, reported: string): void {
    this.told.add(token);
    this.add(id, message, range, { token, offset, message: reported, stage: 'token' });
  }

  expectedColon(token: Spot, message: string): void {
    if (this.told.has(token.startOffset)) return;
    this.add('missing-colon', message, rangeOf(token), {
      ...this.here(token, (found) => `Expected ":", found "${found}".`),
      wants: 'colon',
    });
  }

  missingValue(name: string, hasColon: boolean, last: Spot, next: Spot, junk: Range | undefined): void {
    if (this.told.has(next.startOffset)) return;
    const range = junk ?? { start: last.startOffset, end: endOf(last) };
    const message = junk
      ? `\`${this.excerpt(junk)}\` is no value for \`${name}\`.`
      : `\`${name}\` has no value.`;
    this.add('expected-value', message, range, {
      ...this.here(next, (found) => `Expected ${hasColon ? '"{"' : '":"'}, found "${found}".`),
      wants: hasColon ? 'value' : 'colon',
    });
  }

  quotedName(token: Spot): void {
    this.plain('quoted-name', 'Field names are written without quotes.', rangeOf(token), token);
  }

  unexpected(first: Spot, range: Range): void {
    if (this.told.has(first.startOffset)) return;
    const separator = first.image === ',' || first.image === ';';
    const closing = first.image === '}' || first.image === '>' || first.image === ']';
    const [id, message] = separator
      ? ['extra-separator', 'One separator between two fields is enough.']
      : closing
        ? ['unmatched-close', `Nothing is open that this \`${first.image}\` would close.`]
        : ['unexpected-text', `A field was expected here, not \`${this.excerpt(range)}\`.`];
    // The reader takes `[` for the start of an extension's name, and notices at what follows.
    const at = nextToken(this.text, first.image === '[' ? endOf(first) : this.offsetOf(first));
    this.add(id!, message!, range, expectedIdentifier(at));
  }

  strayBlock(open: Spot, json: boolean): void {
    const message = json
      ? 'This is JSON; the text format has no braces around the file and no quotes around names.'
      : `The name of a field is missing before \`${open.image}\`.`;
    this.plain(json ? 'json' : 'missing-name', message, rangeOf(open), open);
  }

  mismatchedClose(open: Spot, close: Spot): void {
    const wanted = open.image === '<' ? '>' : '}';
    this.add('mismatched-close', `\`${open.image}\` is closed by \`${wanted}\`.`, rangeOf(close), {
      ...this.here(close, (found) => `Expected "${wanted}", found "${found}".`),
    });
  }

  unclosed(open: Spot, bracket: string, next: Spot, wants?: 'separator' | 'value'): void {
    const reader = this.here(next, (found) =>
      wants === 'separator'
        ? `Expected ",", found "${found}".`
        : bracket !== ']' && found !== '' && found !== ']'
          ? `Expected "${bracket}", found "${found}".`
          : `Expected identifier, got: ${found}`,
    );
    this.add('unclosed', `This \`${open.image}\` has no \`${bracket}\`.`, rangeOf(open), {
      ...reader,
      ...(wants === 'value' && { wants }),
    });
  }

  tooDeep(open: Spot, limit: number): void {
    const message = `Messages are nested more than ${limit} levels deep; what is inside is not read.`;
    this.plain('too-deep', message, rangeOf(open), open);
  }

  extraComma(token: Spot): void {
    this.wantsValue(
      'extra-separator',
      'A list item is missing before this separator.',
      rangeOf(token),
      token,
    );
  }

  trailingComma(comma: Spot, close: Spot): void {
    const message = 'No comma may stand before the `]` of a list.';
    this.wantsValue('trailing-comma', message, rangeOf(comma), close);
  }

  /** `next` should have been a comma; the place to write one is after `last`. */
  expectedComma(next: Spot, last: Spot, junk?: Range): void {
    if (this.told.has(next.startOffset)) return;
    const range = junk ?? (next.image === ';' ? rangeOf(next) : rangeOf(last));
    this.add('missing-comma', 'List items are separated by commas.', range, {
      ...this.here(next, (found) => `Expected ",", found "${found}".`),
      stage: 'separator',
    });
  }

  notAnItem(first: Spot, range: Range): void {
    if (this.told.has(first.startOffset)) return;
    this.wantsValue('expected-value', `\`${this.excerpt(range)}\` is no value.`, range, first);
  }

  placeholder(token: Spot, first: Spot): void {
    const message = `\`${this.excerpt(rangeOf(token))}\` must be filled in before this file is read.`;
    if (token === first) this.wantsValue('placeholder', message, rangeOf(token), token);
    else this.plain('placeholder', message, rangeOf(token), token);
  }

  private wantsValue(id: string, message: string, range: Range, token: Spot): void {
    this.add(id, message, range, {
      ...this.here(token, (found) => `Expected identifier, got: ${found}`),
      wants: 'value',
    });
  }

  private plain(id: string, message: string, range: Range, token: Spot): void {
    this.add(id, message, range, expectedIdentifier(nextToken(this.text, this.offsetOf(token))));
  }

  private here(token: Spot, say: (found: string) => string): ReaderReport {
    const { start, text } = nextToken(this.text, this.offsetOf(token));
    return { token: start, offset: start, message: say(text), stage: 'syntax' };
  }

  private offsetOf(token: Spot): number {
    return Number.isFinite(token.startOffset) ? token.startOffset : this.text.length;
  }

  private excerpt({ start, end }: Range): string {
    return end - start <= 40 ? this.text.slice(start, end) : `${this.text.slice(start, start + 39)}…`;
  }
}
