import { booleanValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { flagUses, knownServers } from '../../reading/server-calls.ts';
import type { Rule } from '../../rule.ts';

const model = (enable: string): string => `backend: "python"\nresponse_cache { enable: ${enable} }\n`;

export const responseCacheOff: Rule = {
  code: 'BWT068',
  name: 'response-cache-off',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`response_cache` beside a `tritonserver`, Triton 21.10 and later; `--cache-config` since 23.03',
  summary: 'The model asks for the response cache, and the server runs without.',
  why: 'The cache needs both: the model’s consent and memory that the server sets aside. Without `--cache-config` nothing is cached.',
  remedy: 'Start the server with `--cache-config=local,size=<bytes>`, or take `response_cache` out.',
  sources: ['triton-inference-server/server docs/user_guide/response_cache.md'],
  examples: {
    bad: [
      { 'models/m/config.pbtxt': model('«true»'), 'serve.sh': 'tritonserver --model-repository=/models\n' },
    ],
    good: [
      {
        'models/m/config.pbtxt': model('true'),
        'serve.sh': 'tritonserver --model-repository=/models --cache-config=local,size=1048576\n',
      },
      model('true'),
    ],
  },
  scope: 'config',
  check({ project, options, report }) {
    const servers = knownServers(project, options);
    const cached = ['--cache-config', '--response-cache-byte-size'];
    if (!servers?.every((call) => cached.every((name) => flagUses(call, name).length === 0))) return;
    for (const config of modelConfigs(project, 'response_cache')) {
      for (const block of messageFields(config.root, 'response_cache')) {
        const enable = scalarField(block, 'enable');
        if (enable && booleanValue(enable) === true)
          report(config.file, enable.range, 'The server runs without `--cache-config`: nothing is cached.');
      }
    }
  },
};
