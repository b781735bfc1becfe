import type { Range } from '../grammar/text.ts';
import type { Finding, Fix, TextEdit } from './finding.ts';
import type { Nearest } from './spelling.ts';

/**
 * The text after the edits. Edits that overlap an earlier one are left out: apply, lint again, apply again.
 * Insertions at one place are kept in the order given.
 */
export function applyFixes(text: string, edits: readonly Pick<TextEdit, 'range' | 'text'>[]): string {
  const ordered = edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end || a.order - b.order);
  let result = '';
  let at = 0;
  for (const { range, text: replacement } of ordered) {
    if (range.start < at || range.end > text.length || range.end < range.start) continue;
    result += text.slice(at, range.start) + replacement;
    at = range.end;
  }
  return result + text.slice(at);
}

/** The edits of the first applicable fix of each finding, by path; a fix whose edits meet those taken before is left out whole. */
export function fixEdits(
  findings: readonly Finding[],
  options: { unsafe?: boolean } = {},
): Map<string, TextEdit[]> {
  const taken = new Map<string, TextEdit[]>();
  for (const finding of findings) {
    const fix = finding.fixes.find((candidate) => candidate.safe || options.unsafe === true);
    if (!fix || fix.edits.some((edit) => overlaps(taken.get(edit.path) ?? [], edit.range))) continue;
    for (const edit of fix.edits) taken.set(edit.path, [...(taken.get(edit.path) ?? []), edit]);
  }
  return taken;
}

function overlaps(edits: readonly TextEdit[], range: Range): boolean {
  return edits.some((edit) => edit.range.start < range.end && range.start < edit.range.end);
}

/** A nearest name in the place of a wrong one; no fix where there is none. `quoted` writes it as a string. */
export function renameFix(
  near: Nearest | undefined,
  path: string,
  range: Range,
  form: 'plain' | 'quoted' = 'plain',
): Fix[] {
  if (!near) return [];
  const text = form === 'quoted' ? JSON.stringify(near.name) : near.name;
  return [replaceFix(`Change to \`${near.name}\``, path, range, text, near.certain)];
}

/** A fix of one replacement, the commonest kind. */
export function replaceFix(title: string, path: string, range: Range, text: string, safe: boolean): Fix {
  return { title, safe, edits: [{ path, range, text }] };
}

/** A fix as its files write it: in a notebook every text stands within a string of JSON. */
export const asWrittenIn = (fix: Fix): Fix => ({
  ...fix,
  edits: fix.edits.map((edit) =>
    edit.path.endsWith('.ipynb') ? { ...edit, text: JSON.stringify(edit.text).slice(1, -1) } : edit,
  ),
});
