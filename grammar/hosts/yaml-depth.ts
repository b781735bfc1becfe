const deepest = 100;

/**
 * Whether a YAML text may be nested so deeply that parsing it by recursion overflows the stack, which cannot be caught
 * everywhere. Counts generously: brackets also inside scalars, and every further indentation as a level.
 */
export function mayBeTooDeep(text: string): boolean {
  let brackets = 0;
  let inLine = 0;
  const indents: number[] = [];
  let lineStart = 0;
  let atStart = true;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '\n') {
      lineStart = i + 1;
      atStart = true;
      inLine = 0;
      continue;
    }
    if (atStart && character !== ' ') {
      atStart = false;
      const indent = i - lineStart;
      while (indents.length > 0 && indents.at(-1)! >= indent) indents.pop();
      indents.push(indent);
    }
    if (character === '[' || character === '{') brackets++;
    else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
    else if (character === ',') inLine = 0;
    else if (
      (character === ':' || character === '-' || character === '?') &&
      /[\s"']/.test(text[i + 1] ?? ' ')
    )
      inLine++;
    if (brackets > deepest || inLine > deepest || indents.length > deepest) return true;
  }
  return false;
}
