import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerCoverage, kubernetesCoverage, slurmCoverage } from '../../lint/docs/deployment-coverage.ts';
import { ruleByCode } from '../../lint/registry.ts';
import {
  deploymentCoveragePath,
  deploymentCoverages,
  renderDeploymentCoverage,
} from '../../scripts/docs/deployment-coverage.ts';

const root = join(import.meta.dirname, '../..');
const facts = join(root, '../shared/facts/deployment');
const rowsOf = (file: string, id: RegExp): string[] =>
  [...readFileSync(join(facts, file), 'utf8').matchAll(id)].map(([, found]) => found!);

describe('docs/deployment-coverage.md', () => {
  it('is what the tables say: `npx tsx scripts/docs/build.ts` writes it', () => {
    expect(readFileSync(join(root, deploymentCoveragePath), 'utf8')).toBe(renderDeploymentCoverage());
  });

  it('names rules that exist, and a reason where there is none', () => {
    const rows = Object.values(deploymentCoverages).flatMap(({ rows }) => Object.values(rows));
    const codes = rows.flatMap((row) => ('rules' in row ? row.rules : []));
    expect(codes.filter((code) => ruleByCode(code)?.code !== code)).toEqual([]);
    expect(rows.filter((row) => 'because' in row && row.why.length < 10)).toEqual([]);
  });
});

describe.skipIf(!existsSync(facts))('the tables of deployments', () => {
  it('are answered row by row for Kubernetes', () =>
    expect(Object.keys(kubernetesCoverage)).toEqual(rowsOf('rules_k8s.md', /^\| ([A-Z]+-\d+) /gm)));

  it('are answered row by row for Slurm', () =>
    expect(Object.keys(slurmCoverage)).toEqual(rowsOf('slurm.md', /^\| (SLM-\d+) /gm)));

  it('are answered row by row for Docker', () => {
    const rows = rowsOf('docker.md', /^\| ([^|]+?) \|/gm).filter((row) => !/^(flag|-+)$/.test(row));
    const unanswered = rows.filter(
      (row) => !Object.keys(dockerCoverage).some((answer) => row.startsWith(answer)),
    );
    expect(unanswered).toEqual([]);
    expect(rows).toHaveLength(Object.keys(dockerCoverage).length);
  });
});
