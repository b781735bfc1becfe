import { replaceFix } from '../../fixes.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const negativeBatchSize: Rule = {
  code: 'BWT020',
  name: 'negative-batch-size',
  area: 'triton',
  severity: 'error',
  appliesTo: '`max_batch_size`, all releases of Triton',
  summary: '`max_batch_size` is negative.',
  why: 'Triton refuses the model. There is no number that means “no limit”, and -1 is for dimensions only.',
  remedy: 'Write the largest batch that the model takes, or 0 for a model without a batch dimension.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelConfig'],
  examples: {
    bad: ['backend: "python"\nmax_batch_size: «-1»\n'],
    good: ['backend: "python"\nmax_batch_size: 0\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      const size = config.integer('max_batch_size');
      if (!size || size.value >= 0 || size.origin.kind !== 'file') continue;
      report(
        config.file,
        size.origin.range,
        `A batch of ${size.value} does not exist: write 0 for a model that takes no batches.`,
        {
          fixes: [replaceFix('Change to `0`', config.file.path, size.origin.range, '0', false)],
        },
      );
    }
  },
};
