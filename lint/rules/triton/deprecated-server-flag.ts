import { flagAt } from '../../../catalog/flags.ts';
import { serverCalls } from '../../reading/server-calls.ts';
import type { Rule } from '../../rule.ts';

/** What took the place of each (triton-inference-server/server src/command_line_parser.cc, help texts). */
const instead: Readonly<Record<string, string>> = {
  '--strict-model-config': 'write `--disable-auto-complete-config` for true, and nothing for false',
  '--response-cache-byte-size': 'write `--cache-config=local,size=…`',
  '--trace-file': 'write `--trace-config=triton,file=…`',
  '--trace-level': 'write `--trace-config=level=…`',
  '--trace-rate': 'write `--trace-config=rate=…`',
  '--trace-count': 'write `--trace-config=count=…`',
  '--trace-log-frequency': 'write `--trace-config=triton,log-frequency=…`',
};

export const deprecatedServerFlag: Rule = {
  code: 'BWT072',
  name: 'tritonserver-flag-deprecated',
  area: 'triton',
  severity: 'info',
  appliesTo: 'calls of `tritonserver`',
  summary: 'The option of the server is deprecated.',
  why: 'It still works, and another option has taken its place, which alone knows what was added since.',
  remedy: 'Write the option that took its place.',
  sources: [
    'triton-inference-server/server src/command_line_parser.cc, release branches r22.08 to r26.08',
    'triton-inference-server/server docs/user_guide/response_cache.md, docs/user_guide/trace.md',
  ],
  examplePath: 'launch.sh',
  examples: {
    bad: ['tritonserver --model-repository=/models «--response-cache-byte-size»=1048576\n'],
    good: ['tritonserver --model-repository=/models --cache-config=local,size=1048576\n'],
  },
  scope: 'commands',
  check({ project, options, report }) {
    for (const { located, flags, tool, version } of serverCalls(project, options))
      for (const { written, range } of flags) {
        const flag = Object.hasOwn(instead, written) ? flagAt(tool.table, written, version) : undefined;
        if (flag?.deprecated)
          report(located.file, range, `\`${written}\` is deprecated: ${instead[written]}.`);
      }
  },
};
