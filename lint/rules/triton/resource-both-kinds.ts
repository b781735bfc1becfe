import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { type LimitedResource, limitedResources } from '../../reading/rate-limiter.ts';
import { flagUses, serverCalls } from '../../reading/server-calls.ts';
import type { Rule } from '../../rule.ts';

const model = (name: string, global: string): string =>
  `backend: "python"\ninstance_group [ { kind: KIND_GPU rate_limiter { resources [ { name: ${name} ${global}count: 1 } ] } } ]\n`;

export const resourceBothKinds: Rule = {
  code: 'BWT047',
  name: 'resource-global-and-per-device',
  area: 'triton',
  severity: 'warning',
  appliesTo:
    '`rate_limiter { resources }` over the models of a repository, Triton 20.11 and later; an error beside a server with `--rate-limit=execution_count`',
  summary: 'A resource is global in one place and belongs to each device in another.',
  why: 'Triton keeps one pool for a global resource and one for each device otherwise; a name in both leaves it unable to say what is free, and with `--rate-limit=execution_count` it refuses the model.',
  remedy: 'Say `global: true` in both places or in none, or use two names.',
  sources: [
    'triton-inference-server/core src/rate_limiter.cc RateLimiter::ResourceManager::ValidateMaxResources',
  ],
  examples: {
    bad: [
      {
        'models/a/config.pbtxt': model('"R1"', 'global: true '),
        'models/b/config.pbtxt': model('«"R1"»', ''),
      },
    ],
    good: [
      {
        'models/a/config.pbtxt': model('"R1"', 'global: true '),
        'models/b/config.pbtxt': model('"R1"', 'global: true '),
      },
    ],
  },
  check({ project, options, report }) {
    const limiterOn = serverCalls(project, options).some((call) =>
      flagUses(call, '--rate-limit').some(({ values }) => values[0]?.text === 'execution_count'),
    );
    const first = new Map<string, { config: ModelConfig; resource: LimitedResource }>();
    for (const config of modelConfigs(project, 'rate_limiter')) {
      for (const resource of limitedResources(config)) {
        const place = `${config.repository ?? config.file.path}\n${resource.name}`;
        const before = first.get(place);
        if (!before) first.set(place, { config, resource });
        else if (
          resource.global !== undefined &&
          before.resource.global !== undefined &&
          resource.global !== before.resource.global
        )
          report(
            config.file,
            resource.nameNode.range,
            `\`${resource.name}\` is ${kind(resource)} here and ${kind(before.resource)} elsewhere.`,
            {
              ...(limiterOn && { severity: 'error' as const }),
              related: [
                {
                  path: before.config.file.path,
                  range: before.resource.nameNode.range,
                  message: `${kind(before.resource)} here`,
                },
              ],
            },
          );
      }
    }
  },
};

const kind = ({ global }: LimitedResource): string => (global ? 'global' : 'of each device');
