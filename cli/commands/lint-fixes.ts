import { createTwoFilesPatch } from 'diff';
import type { Project } from '../../deployment/project.ts';
import type { Finding } from '../../lint/finding.ts';
import { applyFixes, fixEdits } from '../../lint/fixes.ts';
import { writeAtomically } from '../output.ts';

interface Linted {
  readonly project: Project;
  readonly findings: readonly Finding[];
}

interface Fixed {
  readonly findings: Finding[];
  readonly diff: string;
  readonly edits: number;
  readonly files: number;
}

/** A fix may make room for another; each pass mends at least one finding, and a few passes mend what can be. */
const mostPasses = 8;

/** Writes the fixes and lints again until nothing more can be mended; with `diff`, only says what the first pass would write. */
export async function applyFindingFixes(
  first: Linted,
  relint: () => Promise<Linted>,
  options: { unsafe: boolean; diff: boolean },
): Promise<Fixed> {
  let now = first;
  let edits = 0;
  const files = new Set<string>();
  for (let pass = 0; pass < mostPasses; pass++) {
    const changes = changedTexts(now, options.unsafe);
    if (options.diff)
      return { findings: [...now.findings], diff: changes.map(unifiedDiff).join(''), edits: 0, files: 0 };
    if (changes.length === 0) break;
    for (const change of changes) {
      await writeAtomically(change.path, change.after);
      files.add(change.path);
      edits += change.edits;
    }
    now = await relint();
  }
  return { findings: [...now.findings], diff: '', edits, files: files.size };
}

interface ChangedText {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly edits: number;
}

function changedTexts({ project, findings }: Linted, unsafe: boolean): ChangedText[] {
  const changes: ChangedText[] = [];
  for (const [path, edits] of fixEdits(findings, { unsafe })) {
    const before = project.files.find((file) => file.path === path)?.text;
    if (before === undefined) continue;
    const after = applyFixes(before, edits);
    if (after !== before) changes.push({ path, before, after, edits: edits.length });
  }
  return changes;
}

const unifiedDiff = ({ path, before, after }: ChangedText): string =>
  createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 });
