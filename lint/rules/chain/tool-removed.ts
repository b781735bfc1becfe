import { compareVersions } from '../../../catalog/version.ts';
import { programName } from '../../../grammar/command.ts';
import { short } from '../../reading/flag-history.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

/** The release from which a tool is gone (facts: trtllm/constraints.md A11). */
const goneFrom: Readonly<Record<string, string>> = {
  'trtllm-build': '1.3.0',
  'trtllm-refit': '1.3.0',
  'trtllm-prune': '1.3.0',
  'convert_checkpoint.py': '1.3.0',
};

export const toolRemoved: Rule = {
  code: 'BWC013',
  name: 'tool-removed',
  area: 'chain',
  severity: 'error',
  appliesTo:
    '`trtllm-build`, `trtllm-refit`, `trtllm-prune` and `convert_checkpoint.py` from TensorRT-LLM 1.3 on',
  summary: 'The tool is no longer part of the release in use.',
  why: 'TensorRT-LLM 1.3 runs on PyTorch alone: there are no engines to build, and the command is not found.',
  remedy: 'Serve the checkpoint with `trtllm-serve`, or stay with 1.2 for engines.',
  sources: ['NVIDIA/TensorRT-LLM release notes of 1.3; setup.py entry points'],
  examplePath: 'build.sh',
  examples: {
    bad: ['# batchwise: trtllm=1.3.0\n«trtllm-build» --output_dir engine\n'],
    good: ['# batchwise: trtllm=1.2.0\ntrtllm-build --checkpoint_dir ckpt --output_dir engine\n'],
  },
  check({ project, options, report }) {
    for (const { file, command } of project.commands) {
      const name = programName(command);
      const from = name !== undefined && Object.hasOwn(goneFrom, name) ? goneFrom[name] : undefined;
      const version = from && versionFor('trtllm', file, project, options, command.image);
      if (from && version !== undefined && compareVersions(version, from) >= 0)
        report(
          file,
          command.program.range,
          `TensorRT-LLM ${short(version)} has no \`${name}\`: it went in ${short(from)}.`,
        );
    }
  },
};
