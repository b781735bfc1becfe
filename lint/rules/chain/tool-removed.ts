import { compareVersions } from '../../../catalog/version.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import { toolOf } from '../../../deployment/tools.ts';
import { programName } from '../../../grammar/command.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { short } from '../../reading/flag-history.ts';
import { reportAt } from '../../reading/placed.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule, RuleContext } from '../../rule.ts';

/** The release from which a tool is gone (facts: trtllm/constraints.md A11). */
const goneFrom: Readonly<Record<string, string>> = {
  'trtllm-build': '1.3.0',
  'trtllm-bench build': '1.3.0',
  'trtllm-refit': '1.3.0',
  'trtllm-prune': '1.3.0',
  'convert_checkpoint.py': '1.3.0',
  // Replaced by convert_checkpoint.py and trtllm-build (facts: trtllm/legacy_flags.json).
  'build.py': '0.8.0',
};

export const toolRemoved: Rule = {
  code: 'BWC013',
  name: 'tool-removed',
  area: 'chain',
  severity: 'error',
  appliesTo:
    '`trtllm-build`, `trtllm-bench build`, `trtllm-refit`, `trtllm-prune` and `convert_checkpoint.py` from TensorRT-LLM 1.3 on, `build.py` from 0.8 on, `--backend tensorrt` of `trtllm-serve` from 1.3 on',
  summary: 'The tool is no longer part of the release in use.',
  why: 'TensorRT-LLM 1.3 runs on PyTorch alone: there are no engines to build, and the command is not found. The `build.py` of each model gave way to `convert_checkpoint.py` and `trtllm-build` in 0.8.',
  remedy:
    'Serve the checkpoint with `trtllm-serve`, or stay with 1.2 for engines; in place of `build.py` convert the checkpoint and build it with `trtllm-build`.',
  sources: ['NVIDIA/TensorRT-LLM release notes of 1.3; setup.py entry points'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      '# batchwise: trtllm=1.3.0\n«trtllm-build» --output_dir engine\n',
      '# batchwise: trtllm=1.3.0\n«trtllm-bench» --model m build --max_seq_len 4096\n',
      '# batchwise: trtllm=1.3.0\ntrtllm-serve ./engine --backend «tensorrt»\n',
      '# batchwise: trtllm=0.9.0\npython3 «examples/llama/build.py» --model_dir m --output_dir engine\n',
    ],
    good: ['# batchwise: trtllm=1.2.0\ntrtllm-build --checkpoint_dir ckpt --output_dir engine\n'],
  },
  check(context) {
    const { project, options, report } = context;
    reportEngineBackends(context);
    for (const { file, command } of project.commands) {
      const name = programName(command);
      if (name === 'build.py' && toolOf(command)?.tool !== 'build.py') continue;
      const tool =
        name === 'trtllm-bench' && command.args.some(({ value }) => value === 'build')
          ? 'trtllm-bench build'
          : name;
      const from = tool !== undefined && Object.hasOwn(goneFrom, tool) ? goneFrom[tool] : undefined;
      const version = from && versionFor('trtllm', file, project, options, command.image);
      if (from && version !== undefined && compareVersions(version, from) >= 0)
        report(
          file,
          command.program.range,
          `TensorRT-LLM ${short(version)} has no \`${tool}\`: it went in ${short(from)}.`,
        );
    }
  },
};

/** Engines went with the tools that built them. */
function reportEngineBackends(context: RuleContext): void {
  for (const { settings, version } of engineRuns(context.project, context.options, 'tensorrt-llm')) {
    const backend = traced(settings, text, 'backend');
    if (version === undefined || compareVersions(version, '1.3.0') < 0) continue;
    if (backend && /^(tensorrt|trt)$/i.test(backend.value))
      reportAt(context, backend, `TensorRT-LLM ${short(version)} has no TensorRT backend: it went in 1.3.`);
  }
}
