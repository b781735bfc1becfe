// docs/triton-coverage.md: each thing that Triton checks or does, and the rule that reports it.
import { tritonCoverage } from '../../lint/docs/triton-coverage.ts';
import { renderCoverage } from './coverage-page.ts';

export const coveragePath = 'docs/triton-coverage.md';

const intro = `Every step that Triton takes with a model repository, from the text of a file to the start of the instances, and what
Batchwise reports of it. Triton stops at the first mistake of a model; Batchwise reports all of them at once. The steps
are those of triton-inference-server/core, its backends and the text-format parser of Protocol Buffers as of Triton
26.06. \`npx tsx scripts/docs/build.ts\` writes this page.`;

export const renderTritonCoverage = (): string =>
  renderCoverage('What Triton checks, and what reports it', intro, tritonCoverage);
