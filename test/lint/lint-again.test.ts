import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProject } from '../../deployment/load.ts';
import { exampleFiles } from '../../lint/examples.ts';
import { type LintRun, lint, lintAgain, rules } from '../../lint/index.ts';
import { collectFiles } from '../../workspace/collect-files.ts';
import { fileKind } from '../../workspace/file-kind.ts';
import { MemoryWorkspace } from '../../workspace/memory-workspace.ts';
import { SourceFile } from '../../workspace/source-file.ts';
import { mutated } from '../grammar/textproto/mutations.ts';

/** The bad examples of all rules in one workspace, each in a folder of its own. */
function everything(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const rule of rules)
    for (const [index, example] of rule.examples.bad.entries())
      for (const { path, text } of exampleFiles(rule, example))
        files[`${rule.code}/${index}/${path.replace(/^\/+/, '')}`] = text;
  return files;
}

const { files, paths } = await collectFiles(new MemoryWorkspace(everything()), ['.']);
const configs = files.filter(({ kind }) => kind === 'triton-config');
const options = { speed: 'fast', targets: {} } as const;

/** The files with one text in the place of another; all others stay the same objects, as in an editor. */
const withText = (all: readonly SourceFile[], path: string, text: string): SourceFile[] =>
  all.map((file) => (file.path === path ? new SourceFile(path, text, fileKind(path, text)) : file));

describe('lintAgain', () => {
  it('finds after a change what a run from the start finds', () => {
    let now: readonly SourceFile[] = files;
    let run: LintRun = lintAgain(undefined, readProject(now, paths), options);
    const edit = fc
      .constantFrom(...configs)
      .chain((file) => mutated([file.text]).map((text) => ({ path: file.path, text })));
    for (const { path, text } of fc.sample(edit, { numRuns: 16, seed: 7 })) {
      now = withText(now, path, text);
      const project = readProject(now, paths);
      run = lintAgain(run, project, options);
      expect([path, run.findings]).toEqual([path, lint(project, options)]);
    }
    // And anew, with nothing known of any text.
    const fresh = now.map((file) => new SourceFile(file.path, file.text, file.kind));
    expect(run.findings).toEqual(lint(readProject(fresh, paths), options));
  }, 60_000);

  it.each([
    ['another text', 'BWV001/0/serve.sh', 'vllm serve m\n'],
    ['a line that other files read', configs[0]!.path, '# batchwise: triton=19.01\n'],
  ])('asks every rule again after %s', (_what, path, text) => {
    expect(files.map((file) => file.path)).toContain(path);
    const run = lintAgain(undefined, readProject(files, paths), options);
    const project = readProject(withText(files, path, text), paths);
    expect(lintAgain(run, project, options).findings).toEqual(lint(project, options));
  });

  it('does not ask rules about commands again when a config changes', () => {
    const file = configs[0]!;
    const before = lintAgain(undefined, readProject(files, paths), options);
    const after = lintAgain(before, readProject(withText(files, file.path, ''), paths), options);
    const rule = rules.find(({ scope }) => scope === 'commands')!;
    expect(after.byRule.get(rule)).toBe(before.byRule.get(rule));
  });
});
