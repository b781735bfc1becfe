// docs/deployment-coverage.md: what goes wrong around a server, and the rule that reports it or why none does.
import type { Coverage } from '../../lint/docs/coverage.ts';
import {
  dockerCoverage,
  kserveCoverage,
  kubernetesCoverage,
  slurmCoverage,
} from '../../lint/docs/deployment-coverage.ts';
import { renderCoverage } from './coverage-page.ts';

export const deploymentCoveragePath = 'docs/deployment-coverage.md';

/** By the title of its part of the page. */
export const deploymentCoverages: Readonly<
  Record<string, { readonly intro: string; readonly rows: Readonly<Record<string, Coverage>> }>
> = {
  Kubernetes: {
    intro:
      'Deployments, StatefulSets, LeaderWorkerSets, autoscalers, KServe, Dynamo and NIM: rules for manifests of LLM servers, drawn from threads and a scan of public manifests.',
    rows: kubernetesCoverage,
  },
  'Docker and compose': {
    intro: 'The options of `docker run` and keys of compose that matter to a server.',
    rows: dockerCoverage,
  },
  Slurm: { intro: 'Batch scripts, `srun`, and containers by pyxis and enroot.', rows: slurmCoverage },
  'KServe and NIM': {
    intro: 'What the runtimes put in, and what a NIM container decides by itself.',
    rows: kserveCoverage,
  },
};

export const renderDeploymentCoverage = (): string => `# What goes wrong around a server, and what reports it

How a server is given GPUs, memory, time to load and to end, and replicas. Where a row has no rule, the reason says what the files would have to hold. \`npx tsx scripts/docs/build.ts\` writes this page.

${Object.entries(deploymentCoverages)
  .map(([title, { intro, rows }]) => renderCoverage(title, intro, rows).replace(/^# /, '## '))
  .join('\n')}`;
