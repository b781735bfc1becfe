import { fieldsNamed } from '../../../grammar/textproto/query.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { flagUses, knownServers } from '../../reading/server-calls.ts';
import type { Rule } from '../../rule.ts';

const model = (limiter: string): string =>
  `backend: "python"\ninstance_group [ { kind: KIND_GPU ${limiter} { priority: 2 } } ]\n`;

export const rateLimiterOff: Rule = {
  code: 'BWT049',
  name: 'rate-limiter-off',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`rate_limiter` beside a `tritonserver`, Triton 20.11 and later',
  summary: 'A rate limiter is set up, and the server runs without.',
  why: 'The server takes resources and priorities into account with `--rate-limit=execution_count` only; the default is off, and the setting is ignored.',
  remedy: 'Start the server with `--rate-limit=execution_count`, or take `rate_limiter` out.',
  sources: [
    'triton-inference-server/core src/server.cc',
    'triton-inference-server/server docs/user_guide/rate_limiter.md',
  ],
  examples: {
    bad: [
      {
        'models/a/config.pbtxt': model('«rate_limiter»'),
        'serve.sh': 'tritonserver --model-repository=/models\n',
      },
    ],
    good: [
      {
        'models/a/config.pbtxt': model('rate_limiter'),
        'serve.sh': 'tritonserver --model-repository=/models --rate-limit=execution_count\n',
      },
      model('rate_limiter'),
    ],
  },
  scope: 'config',
  check({ project, options, report }) {
    const servers = knownServers(project, options);
    const isOff = servers?.every((call) =>
      flagUses(call, '--rate-limit').every(({ values }) => values[0]?.text === 'off'),
    );
    if (!isOff) return;
    for (const config of modelConfigs(project, 'rate_limiter')) {
      for (const { node } of instanceGroups(config)) {
        const limiter = fieldsNamed(node, 'rate_limiter')[0];
        if (limiter)
          report(
            config.file,
            limiter.name.range,
            'The server runs without `--rate-limit`, and ignores this.',
          );
      }
    }
  },
};
