import { integerValue, mapEntries, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const priorityOutOfRange: Rule = {
  code: 'BWT014',
  name: 'priority-out-of-range',
  area: 'triton',
  severity: 'error',
  appliesTo: '`dynamic_batching` with `priority_levels`',
  summary: 'A priority is not between 1 and `priority_levels`, or the default priority is missing.',
  why: 'Triton refuses the model: every request needs a priority that exists, and so does every queue policy.',
  remedy:
    'Set `default_priority_level` and the keys of `priority_queue_policy` between 1 and `priority_levels`.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelConfig'],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { priority_levels: 3 default_priority_level: «4» }\n',
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { priority_levels: «3» }\n',
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { priority_levels: 3 default_priority_level: 1 priority_queue_policy { key: «0» value { max_queue_size: 8 } } }\n',
    ],
    good: [
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { priority_levels: 3 default_priority_level: 2 }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'priority_levels')) {
      for (const block of messageFields(config.root, 'dynamic_batching')) {
        const levelsNode = scalarField(block, 'priority_levels');
        const levels = levelsNode && integerValue(levelsNode);
        if (!levelsNode || levels === undefined || levels <= 0) continue;
        const fallback = scalarField(block, 'default_priority_level');
        const level = fallback && integerValue(fallback);
        if (!fallback && config.whole)
          report(
            config.file,
            levelsNode.range,
            `Set \`default_priority_level\` between 1 and ${levels}: without it requests have no priority.`,
          );
        if (fallback && level !== undefined && (level < 1 || level > levels))
          report(
            config.file,
            fallback.range,
            `Priority ${level} does not exist: there are ${levels}, from 1.`,
          );
        for (const { key } of mapEntries(block, 'priority_queue_policy')) {
          const policy = key?.kind === 'scalar' ? integerValue(key) : undefined;
          if (key && policy !== undefined && (policy < 1 || policy > levels))
            report(config.file, key.range, `Priority ${policy} does not exist: there are ${levels}, from 1.`);
        }
      }
    }
  },
};
