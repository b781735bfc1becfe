import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../lint/finding.ts';
import { filesBelow, lintFiles } from './support.ts';

const shared = join(import.meta.dirname, '../../../shared');
const corpus = join(shared, 'corpus/pbtxt');
const manifests = join(shared, 'corpus/kubernetes');

interface Entry {
  readonly file: string;
  readonly protocOk: boolean;
}

const count = (findings: readonly Finding[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { code, severity } of findings)
    counts[`${code} ${severity}`] = (counts[`${code} ${severity}`] ?? 0) + 1;
  return counts;
};

describe.skipIf(!existsSync(corpus))('public model repositories', () => {
  const index = existsSync(corpus)
    ? (JSON.parse(readFileSync(join(shared, 'corpus/pbtxt_index.json'), 'utf8')) as Entry[])
    : [];
  // Some paths stand for several commits, of which the file is the last.
  const refused = new Set(
    index.filter(({ protocOk }) => !protocOk).map(({ file }) => file.replace('corpus/pbtxt/', '')),
  );

  it('get errors in files that the C++ parser reads only where Triton would refuse them all the same', async () => {
    const findings = await lintFiles(filesBelow(corpus));
    expect(findings.filter(({ code }) => code === 'BWX002')).toEqual([]);
    const errors = findings.filter(({ path, severity }) => severity === 'error' && !refused.has(path));
    const said = errors.map(({ path, code }) => `${code} ${path.split('/').slice(-3, -1).join('/')}`);
    // Reviewed one by one: a decoupled model with a response cache, made to be refused, and ensembles whose checkout
    // holds some of their models and not the others.
    expect([...new Set(said)]).toEqual([
      'BWE001 models/nested_square',
      'BWE001 model_repository/ensemble',
      'BWT016 models/decoupled_cache',
      'BWE001 ensemble_models/mix_ensemble_int32_float32_float32',
      'BWE001 ensemble_model_repository/ensemble_model',
    ]);
    expect(
      count(findings.filter(({ path, severity }) => severity !== 'error' && !refused.has(path))),
    ).toEqual({
      'BWE001 warning': 42,
      'BWF002 warning': 79,
      'BWT001 warning': 11,
      'BWT007 warning': 6,
    });
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
  it('get no error', async () => {
    const findings = await lintFiles(filesBelow(manifests));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
