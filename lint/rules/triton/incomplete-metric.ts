import type { Range } from '../../../grammar/text.ts';
import { messageFields, scalarField, scalarFields, stringValue } from '../../../grammar/textproto/query.ts';
import type { MessageNode } from '../../../grammar/textproto/tree.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const incompleteMetric: Rule = {
  code: 'BWT017',
  name: 'incomplete-metric',
  area: 'triton',
  severity: 'error',
  appliesTo: '`model_metrics`',
  summary: 'A metric control lacks the metric family or the buckets of its histogram.',
  why: 'Triton refuses the model: `model_metrics` only changes the buckets of a named histogram.',
  remedy: 'Give `metric_identifier { family: … }` and `histogram_options { buckets: [ … ] }`.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelMetrics'],
  examples: {
    bad: [
      'backend: "python"\nmodel_metrics { metric_control «{ histogram_options { buckets: [ 1, 10 ] } }» }\n',
      'backend: "python"\nmodel_metrics { metric_control [ «{ metric_identifier { family: "nv_inference_first_response_histogram_ms" } }» ] }\n',
      'backend: "python"\nmodel_metrics { metric_control { metric_identifier { family: «""» } histogram_options «{ }» } }\n',
    ],
    good: [
      'backend: "python"\nmodel_metrics { metric_control { metric_identifier { family: "nv_inference_first_response_histogram_ms" } histogram_options { buckets: [ 1, 10 ] } } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'metric_control')) {
      if (!config.whole) continue;
      for (const control of messageFields(config.root, 'model_metrics').flatMap((block) =>
        messageFields(block, 'metric_control'),
      )) {
        for (const { range, part } of missingParts(control))
          report(config.file, range, `This metric control lacks ${part}.`);
      }
    }
  },
};

/** Each missing part, at the block that should hold it or, without that block, at the control. */
function missingParts(control: MessageNode): { range: Range; part: string }[] {
  const identifier = messageFields(control, 'metric_identifier').at(-1);
  const family = identifier && scalarField(identifier, 'family');
  const histogram = messageFields(control, 'histogram_options').at(-1);
  const found = [];
  if (!family || stringValue(family) === '')
    found.push({ range: (family ?? identifier ?? control).range, part: '`metric_identifier.family`' });
  if (!histogram || scalarFields(histogram, 'buckets').length === 0)
    found.push({ range: (histogram ?? control).range, part: '`histogram_options.buckets`' });
  return found;
}
