import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusReasons } from '../../scripts/docs/corpus-reasons.ts';
import { reasonKey, renderCorpusReview, reviewCorpus } from '../../scripts/docs/corpus-review.ts';
import { filesBelow, lintFiles } from './support.ts';

const shared = join(import.meta.dirname, '../../../shared');
const corpus = join(shared, 'corpus/pbtxt');
const manifests = join(shared, 'corpus/kubernetes');

interface Entry {
  readonly file: string;
  readonly protocOk: boolean;
}

describe.skipIf(!existsSync(corpus))('public model repositories', () => {
  const index = existsSync(corpus)
    ? (JSON.parse(readFileSync(join(shared, 'corpus/pbtxt_index.json'), 'utf8')) as Entry[])
    : [];
  // Some paths stand for several commits, of which the file is the last.
  const refused = new Set(
    index.filter(({ protocOk }) => !protocOk).map(({ file }) => file.replace('corpus/pbtxt/', '')),
  );

  it('get errors in files that the C++ parser reads, and in manifests, only where they would be refused all the same', () => {
    const { errors } = reviewCorpus()!;
    const keys = [...new Set(errors.map(reasonKey))];
    // Each is told with its reason in docs/corpus-review.md; one that is not there is a mistake of its rule until shown right.
    expect(keys.filter((key) => !Object.hasOwn(corpusReasons, key))).toEqual([]);
    expect(Object.keys(corpusReasons).sort(), 'reasons for errors that are gone').toEqual(keys.sort());
  });

  it('are reviewed as docs/corpus-review.md has it: `npx tsx scripts/docs/build.ts` writes it', () => {
    const written = readFileSync(join(import.meta.dirname, '../../docs/corpus-review.md'), 'utf8');
    expect(renderCorpusReview(reviewCorpus()!)).toBe(written);
  });

  it('make no rule fail', async () => {
    const findings = await lintFiles(filesBelow(corpus));
    expect(findings.filter(({ code }) => code === 'BWX002')).toEqual([]);
  });

  it('get an error in every file that the C++ parser refuses', async () => {
    const files = filesBelow(corpus);
    const findings = await lintFiles(files);
    const wrong = new Set(findings.filter(({ severity }) => severity === 'error').map(({ path }) => path));
    const readByAll = index
      .filter(({ protocOk }) => protocOk)
      .map(({ file }) => file.replace('corpus/pbtxt/', ''));
    const missed = [...refused].filter(
      (path) => path in files && !wrong.has(path) && !readByAll.includes(path),
    );
    expect(missed).toEqual([]);
  });
});

describe.skipIf(!existsSync(manifests))('public Kubernetes manifests', () => {
  it('make no rule fail, and get no error without a reason', async () => {
    const findings = await lintFiles(filesBelow(manifests));
    const unexplained = findings.filter(
      (finding) => finding.severity === 'error' && !Object.hasOwn(corpusReasons, reasonKey(finding)),
    );
    expect(unexplained).toEqual([]);
  });
});
