/** A place inside a literal that the C++ tokenizer complains of, counted from the start of the literal. */
export interface LiteralFault {
  readonly at: number;
  readonly message: string;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;

/**
 * The end of the number that starts at `offset`, or `offset` where none does. Letters and dots that touch it belong to
 * it, so that `1_000` and `1.2.3` are one mistake each.
 */
export function matchNumber(text: string, offset: number): number {
  const first = text.charCodeAt(offset);
  if (!isDigit(first) && !(first === 46 && isDigit(text.charCodeAt(offset + 1)))) return offset;
  const hex = first === 48 && (text.charCodeAt(offset + 1) | 32) === 120;
  let suffixed = hex;
  for (let i = offset + 1; ; i++) {
    const code = text.charCodeAt(i);
    if (!suffixed && isDigit(code) && (text.charCodeAt(i - 1) | 32) === 102) {
      // After the `f` of a float a digit begins the next number.
      if (float.test(text.slice(offset, i))) return i;
      suffixed = true;
    }
    if (isWord(code) || code === 46) continue;
    const sign = code === 43 || code === 45;
    if (sign && !hex && (text.charCodeAt(i - 1) | 32) === 101) continue;
    return i;
  }
}

const integer = /^(?:0[xX][\da-fA-F]+|0[0-7]*|[1-9]\d*)$/;
const float = /^(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[fF]?$/;

export const isInteger = (raw: string): boolean => integer.test(raw);

/** Hexadecimal and octal forms, which C++ refuses for floating-point fields. */
export const isDecimal = (raw: string): boolean => raw === '0' || raw.charCodeAt(0) !== 48;

/** What the tokenizer has against a number, if anything. */
export function numberFault(raw: string): LiteralFault | undefined {
  if (integer.test(raw) || float.test(raw)) return undefined;
  const take = (pattern: RegExp, from: number): number => {
    pattern.lastIndex = from;
    return pattern.exec(raw)![0].length + from;
  };
  let at: number;
  let isFloat = false;
  if (/^0[xX]/.test(raw)) {
    at = take(/[\da-fA-F]*/y, 2);
    if (at === 2) return { at, message: '"0x" must be followed by hex digits.' };
  } else if (/^0\d/.test(raw)) {
    at = take(/[0-7]*/y, 0);
    if (isDigit(raw.charCodeAt(at)))
      return { at, message: 'Numbers starting with leading zero must be in octal.' };
  } else {
    at = take(/\d*/y, 0);
    const mantissa = take(/(?:\.\d*)?/y, at);
    isFloat = mantissa > at;
    at = mantissa;
    const exponent = take(/(?:[eE][+-]?)?/y, at);
    if (exponent > at) {
      isFloat = true;
      at = take(/\d*/y, exponent);
      if (at === exponent) return { at, message: '"e" must be followed by exponent.' };
    }
    const suffix = take(/[fF]?/y, at);
    isFloat ||= suffix > at;
    at = suffix;
  }
  if (raw.charAt(at) !== '.') return { at, message: 'Need space between number and identifier.' };
  return isFloat
    ? { at, message: "Already saw decimal point or exponent; can't have another one." }
    : { at, message: 'Hex and octal numbers must be integers.' };
}

/** The value of a well-formed integer literal; octal after a leading zero, as in C. */
export function integerOf(raw: string): bigint {
  if (/^0[0-7]+$/.test(raw)) return BigInt(`0o${raw.slice(1)}`);
  return BigInt(raw);
}

/** The value of a well-formed decimal literal; overflow is infinity. */
export const floatOf = (raw: string): number => Number(raw.replace(/[fF]$/, ''));
