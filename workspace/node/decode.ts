import { isUtf8 } from 'node:buffer';
import { type Loaded, largestFileBytes } from '../workspace.ts';

const replacement = '\uFFFD';
const replacementBytes = Buffer.from(replacement);

/** Bytes of a file as text. A byte order mark stays visible; bytes that are no UTF-8 are refused, not replaced. */
export function decodeText(bytes: Buffer): Loaded {
  if (bytes.length > largestFileBytes) return { why: tooLarge(bytes.length) };
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return { why: 'is UTF-16, not UTF-8' };
  if (bytes.subarray(0, 8192).includes(0)) return { why: 'is binary: it holds a NUL byte' };
  if (!isUtf8(bytes)) return { why: describeBadByte(bytes) };
  return { text: bytes.toString('utf8') };
}

export const tooLarge = (bytes: number): string =>
  `is too large: ${(bytes / 2 ** 20).toFixed(1)} MiB, more than the ${largestFileBytes / 2 ** 20} MiB that are read`;

function describeBadByte(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  let byteAt = 0;
  let line = 1;
  let from = 0;
  for (let at = text.indexOf(replacement); at >= 0; at = text.indexOf(replacement, from)) {
    const before = text.slice(from, at);
    byteAt += Buffer.byteLength(before);
    for (const character of before) if (character === '\n') line++;
    // U+FFFD may stand in the file itself.
    if (!bytes.subarray(byteAt, byteAt + 3).equals(replacementBytes)) break;
    byteAt += 3;
    from = at + 1;
  }
  const byte = (bytes[byteAt] ?? 0).toString(16).padStart(2, '0');
  return `is not UTF-8: byte 0x${byte} in line ${line}`;
}
