/**
 * One string for each word that comes again: comparing two of them is then comparing their addresses, and no word keeps
 * the text alive that it was cut from. The table forgets a word where another takes its place, so it stays small.
 */
export class Names {
  private readonly table: string[] = new Array(size).fill('');
  /** The text in which a word of the table was seen last, by number. */
  private readonly seenIn = new Int32Array(size);
  private count = 0;
  private words: string[] = [];
  private text = '';
  private start = 0;
  private end = 0;
  private hash = 0;

  /** Begins a text; the list takes each of its words, now and then one twice. */
  begin(words: string[]): void {
    this.count++;
    this.words = words;
  }

  /** The end of the word `[A-Za-z_]\w*` that starts at `offset`, or `offset` where none does. */
  match(text: string, offset: number): number {
    let hash = 0;
    let at = offset;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      const isWord =
        (code >= 97 && code <= 122) ||
        code === 95 ||
        (code >= 65 && code <= 90) ||
        (code >= 48 && code <= 57 && at > offset);
      if (!isWord) break;
      hash = (hash * 31 + code) | 0;
    }
    this.text = text;
    this.start = offset;
    this.end = at;
    this.hash = hash;
    return at;
  }

  /** The word that was matched last. */
  take(): string {
    const { text, start, end } = this;
    const slot = this.hash & (size - 1);
    let word = this.table[slot]!;
    if (word.length !== end - start || !text.startsWith(word, start)) {
      // The key of an object is a string of its own, not a part of the text.
      word = Object.keys({ [text.slice(start, end)]: 0 })[0]!;
      this.table[slot] = word;
    } else if (this.seenIn[slot] === this.count) return word;
    this.seenIn[slot] = this.count;
    this.words.push(word);
    return word;
  }
}

/** A power of two. */
const size = 2048;
