import { tritonserver } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { reportUnknownFlags } from '../command-line/unknown-flags.ts';

export const unknownServerFlag: Rule = {
  code: 'BWT019',
  name: 'tritonserver-flag-unknown',
  area: 'triton',
  severity: 'error',
  appliesTo: 'calls of `tritonserver`, releases 22.08 to 26.08',
  summary: 'The server does not have the option, in the release in use or in any.',
  why: 'The server prints its usage and stops.',
  remedy: 'Write the option as the release has it.',
  sources: ['triton-inference-server/server src/command_line_parser.cc, release branches r22.08 to r26.08'],
  examplePath: 'launch.sh',
  examples: {
    bad: ['tritonserver --model-repository=/models «--http-prot»=8000\n'],
    good: ['tritonserver --model-repository=/models --http-port=8000\n'],
  },
  scope: 'commands',
  check: (context) => reportUnknownFlags(context, [tritonserver]),
};
