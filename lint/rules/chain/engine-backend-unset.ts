import { compareVersions } from '../../../catalog/version.ts';
import { baseName } from '../../../deployment/paths.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import { toolOf } from '../../../deployment/tools.ts';
import { engineChains } from '../../reading/engine-chains.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import type { Rule } from '../../rule.ts';

const chain = (serve: string): string =>
  `# batchwise: trtllm=1.0.0\ntrtllm-build --checkpoint_dir ckpt --output_dir ./engine\ntrtllm-serve ${serve}\n`;

export const engineBackendUnset: Rule = {
  code: 'BWC012',
  name: 'engine-backend-unset',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-serve` from 1.0 on a folder that `trtllm-build` writes',
  summary: 'A built engine is served by the PyTorch backend.',
  why: 'From 1.0 on `trtllm-serve` runs PyTorch unless it is told otherwise, which loads a Hugging Face checkpoint and cannot read an engine.',
  remedy: 'Add `--backend tensorrt`, up to 1.2, or serve the checkpoint itself.',
  sources: ['NVIDIA/TensorRT-LLM#8223; tensorrt_llm/commands/serve.py'],
  examplePath: 'serve.sh',
  examples: {
    bad: [chain('«./engine»')],
    good: [chain('./engine --backend tensorrt'), chain('./engine').replace('1.0.0', '0.20.0')],
  },
  check({ project, options, report }) {
    const built = new Set(
      engineChains(project, options).flatMap(({ build }) => {
        const path = traced(build.settings, text, 'output-dir')?.value;
        return path === undefined ? [] : [nameOf(path)];
      }),
    );
    for (const { located, version, settings, open } of engineRuns(project, options, 'tensorrt-llm')) {
      if (!located || version === undefined || open || compareVersions(version, '1.0.0') < 0) continue;
      const model = toolOf(located.command)?.args.find((word) => !(word.value ?? word.raw).startsWith('-'));
      if (model?.value === undefined || !built.has(nameOf(model.value)) || settings.find('backend')) continue;
      report(located.file, model.range, 'This is a built engine, and the backend is PyTorch by default.');
    }
  },
};

const nameOf = (path: string): string => baseName(path.replace(/\/+$/, ''));
