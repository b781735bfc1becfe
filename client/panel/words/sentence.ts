/** A phrase as a sentence: a capital at the start, a full stop at the end. */
export function sentence(phrase: string): string {
  const text = phrase.trim();
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}
