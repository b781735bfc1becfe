import { messageFields, scalarField, stringValue } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

/** The histograms whose buckets can be set (core src/metric_model_reporter.cc). */
const customisable = ['nv_inference_first_response_histogram_ms'];

export const metricNotCustomisable: Rule = {
  code: 'BWT036',
  name: 'metric-not-customisable',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`model_metrics`, Triton 24.11 to 26.07',
  summary: 'Buckets are set for a metric whose buckets cannot be set.',
  why: 'Triton logs that the metric is not customisable and ignores the setting.',
  remedy: `Name \`${customisable[0]}\`, the one histogram with buckets of its own, or take the control out.`,
  sources: ['triton-inference-server/core src/metric_model_reporter.cc'],
  examples: {
    bad: [
      'backend: "python"\nmodel_metrics { metric_control { metric_identifier { family: «"nv_inference_request_success"» } histogram_options { buckets: [ 1, 10 ] } } }\n',
    ],
    good: [
      'backend: "python"\nmodel_metrics { metric_control { metric_identifier { family: "nv_inference_first_response_histogram_ms" } histogram_options { buckets: [ 1, 10 ] } } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'metric_identifier')) {
      for (const control of messageFields(config.root, 'model_metrics').flatMap((block) =>
        messageFields(block, 'metric_control'),
      )) {
        for (const identifier of messageFields(control, 'metric_identifier')) {
          const family = scalarField(identifier, 'family');
          const name = stringValue(family);
          if (family && name && !customisable.includes(name))
            report(
              config.file,
              family.range,
              `The buckets of \`${name}\` cannot be set; Triton ignores this.`,
            );
        }
      }
    }
  },
};
