import type { TritonConfig } from '../../deployment/project.ts';
import type { Range } from '../../grammar/text.ts';
import { parseTextproto } from '../../grammar/textproto/index.ts';
import { moveTree } from '../../grammar/textproto/move-tree.ts';

/** What `string.Template.safe_substitute` looks at: `$$`, `$name` and `${name}`. */
const template = /\$(?:(\$)|([_a-z]\w*)|\{([_a-z]\w*)\})/gi;

/** A stretch of the file and what took its place. */
interface Replacement {
  readonly from: Range;
  readonly to: Range;
}

/**
 * A config as Triton reads it after `fill_template.py`: the values that are known filled in, `$$` turned into `$`.
 * Ranges still count in the file as it is; what lies within a filled value stands at its placeholder.
 */
export function filledConfig(
  config: TritonConfig,
  values: ReadonlyMap<string, string | undefined>,
): TritonConfig {
  const source = config.file.text;
  const replacements: Replacement[] = [];
  let text = '';
  let at = 0;
  for (const match of source.matchAll(template)) {
    const name = match[2] ?? match[3];
    const value = match[1] ?? (name === undefined ? undefined : values.get(name));
    if (value === undefined) continue;
    text += source.slice(at, match.index);
    at = match.index + match[0].length;
    replacements.push({
      from: { start: match.index, end: at },
      to: { start: text.length, end: text.length + value.length },
    });
    text += value;
  }
  if (replacements.length === 0) return config;
  return {
    ...config,
    tree: moveTree(parseTextproto(text + source.slice(at)), source, placesIn(replacements)),
  };
}

function placesIn(replacements: readonly Replacement[]): (range: Range) => Range {
  return (range) => {
    const start = placeOf(range.start, replacements, 'start');
    return { start, end: Math.max(start, placeOf(range.end, replacements, 'end')) };
  };
}

/** Where an offset of the filled text stands in the file: by bisection, since a file may hold thousands. */
function placeOf(offset: number, replacements: readonly Replacement[], side: 'start' | 'end'): number {
  let low = 0;
  let high = replacements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { to } = replacements[middle]!;
    if (side === 'start' ? to.start <= offset : to.start < offset) low = middle + 1;
    else high = middle;
  }
  const before = replacements[low - 1];
  if (!before) return offset;
  const inside = side === 'start' ? offset < before.to.end : offset <= before.to.end;
  return inside ? before.from[side] : before.from.end + offset - before.to.end;
}
