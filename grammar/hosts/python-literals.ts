const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** The text of a string as it is written, with its prefix and quotes; undefined for bytes. */
export function pythonString(written: string): string | undefined {
  const match = /^([a-z]*)("""|'''|"|')([\s\S]*)\2$/i.exec(written);
  if (!match || /b/i.test(match[1]!)) return undefined;
  const isFormat = /[ft]/i.test(match[1]!);
  const body = isFormat ? match[3]!.replace(/\{\{|\}\}/g, ([brace]) => brace!) : match[3]!;
  if (/r/i.test(match[1]!)) return body;
  // Python language reference, 2.4.1.1.
  return body.replace(
    /\\(?:(\r?\n)|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (all, lineBreak, octal, hex, short, long, letter) => {
      if (lineBreak !== undefined) return '';
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const code = Number.parseInt(hex ?? short ?? long ?? '', 16);
      if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : '';
      return escapes[letter as string] ?? (all as string);
    },
  );
}

/** A number as it is written: `1_000`, `0x10`, `1e3`; undefined for complex ones. */
export function pythonNumber(written: string): number | undefined {
  const plain = written.replaceAll('_', '');
  const number = /^[\d.]/.test(plain) && !/[jl]$/i.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** What an operator makes of two values; undefined where it is none of arithmetic, or not defined for them. */
export function pythonOperation(
  operator: string,
  left: string | number | boolean | null,
  right: string | number | boolean | null,
): string | number | undefined {
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return left + right;
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const result = {
    '+': left + right,
    '-': left - right,
    '*': left * right,
    '/': left / right,
    '//': Math.floor(left / right),
    '%': left - right * Math.floor(left / right),
    '**': left ** right,
    '<<': left * 2 ** right,
  }[operator];
  return result !== undefined && Number.isFinite(result) ? result : undefined;
}
