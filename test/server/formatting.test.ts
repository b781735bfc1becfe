import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { formatTextproto } from '../../grammar/textproto/format/index.ts';
import { formattingEdits } from '../../server/formatting.ts';

const apply = (text: string, edits: ReturnType<typeof formattingEdits>): string =>
  TextDocument.applyEdits(TextDocument.create('file:///m/config.pbtxt', 'triton-config', 1, text), edits);

const lines = (start: number, end: number) => ({
  start: { line: start, character: 0 },
  end: { line: end, character: 1 },
});

const text = 'name:"m"\nbackend: "python"\ninput [ {\nname: "x"\n}\n]\nmax_batch_size   : 8';
const tidy = 'name: "m"\nbackend: "python"\ninput [\n  {\n    name: "x"\n  }\n]\nmax_batch_size: 8\n';

describe('formattingEdits', () => {
  it('give the formatted text and leave lines alone that stay', () => {
    const edits = formattingEdits(text);
    expect(apply(text, edits)).toBe(tidy);
    expect(edits.length).toBeGreaterThan(1);
    expect(edits[0]?.range).toEqual({ start: { line: 0, character: 0 }, end: { line: 1, character: 0 } });
    expect(formattingEdits(tidy)).toEqual([]);
  });

  it('keep CRLF', () => {
    const windows = text.replaceAll('\n', '\r\n');
    expect(apply(windows, formattingEdits(windows))).toBe(tidy.replaceAll('\n', '\r\n'));
  });

  it('are none where the text has syntax errors', () => {
    expect(formattingEdits('name:"m"\na: [\n')).toEqual([]);
  });

  it('are one for a text of which all lines change', () => {
    const long = 'a  : 1\n'.repeat(3_000);
    const edits = formattingEdits(long);
    expect(edits.length).toBe(1);
    expect(apply(long, edits)).toBe('a: 1\n'.repeat(3_000));
  });

  it('within a range are those that touch its lines', () => {
    expect(apply(text, formattingEdits(text, lines(0, 0)))).toBe(text.replace('name:"m"', 'name: "m"'));
    expect(formattingEdits(text, lines(1, 1))).toEqual([]);
    expect(apply(text, formattingEdits(text, lines(6, 6)))).toBe(
      text.replace('max_batch_size   : 8', 'max_batch_size: 8\n'),
    );
  });

  it('within a range never change what the text says', () => {
    const nested = 'a {\nb {\nc:1\n}\n}\na\n{\nb { c:2\n}\n}\na{\n}\n# txtpbfmt: off\nd :1\n# txtpbfmt: on\n';
    const result = formatTextproto(nested);
    const meaning = (one: string) => one.replace(/\s+/g, '');
    for (let start = 0; start < 15; start++) {
      for (let end = start; end < 15; end++) {
        const partly = apply(nested, formattingEdits(nested, lines(start, end)));
        expect(meaning(partly), `${start}-${end}`).toBe(meaning(nested));
        const whole = formatTextproto(partly);
        expect(whole.ok && result.ok && whole.text === result.text).toBe(true);
      }
    }
  });
});
