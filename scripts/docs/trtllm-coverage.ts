// docs/trtllm-coverage.md: what TensorRT-LLM checks from the checkpoint to the server, and the rule that reports it.
import { trtllmCoverage } from '../../lint/docs/trtllm-coverage.ts';
import { renderCoverage } from './coverage-page.ts';

export const trtllmCoveragePath = 'docs/trtllm-coverage.md';

const intro = `What TensorRT-LLM refuses, changes or quietly leaves out between a checkpoint and the first request: A on the command
line of the build, B of sizes, C of attention and the KV cache, D of several GPUs. Read from its parsers, builder and
executor at the tags v0.5 to v0.15, at commits of 0.17 to 1.3, and from its threads; each rule holds for the releases
that its page names. \`npx tsx scripts/docs/build.ts\` writes this page.`;

export const renderTrtllmCoverage = (): string =>
  renderCoverage('What TensorRT-LLM checks, and what reports it', intro, trtllmCoverage);
