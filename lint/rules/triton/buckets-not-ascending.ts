import { messageFields, numberValue, scalarFields } from '../../../grammar/textproto/query.ts';
import { replaceFix } from '../../fixes.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const bucketsNotAscending: Rule = {
  code: 'BWT037',
  name: 'buckets-not-ascending',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`histogram_options { buckets }` of `model_metrics`, Triton 24.11 and later',
  summary: 'The buckets of a histogram are not in ascending order.',
  why: 'Triton does not check the order, but the Prometheus library that keeps the histogram takes it for granted: counts end in the wrong buckets, or the server stops.',
  remedy: 'List the upper bounds from the smallest to the largest, each once.',
  sources: [
    'triton-inference-server/core src/metric_model_reporter.cc',
    'jupp0r/prometheus-cpp core/src/histogram.cc Histogram',
  ],
  examples: {
    bad: [
      'backend: "python"\nmodel_metrics { metric_control { metric_identifier { family: "nv_inference_first_response_histogram_ms" } histogram_options { buckets: [ 10, «1», 100 ] } } }\n',
    ],
    good: [
      'backend: "python"\nmodel_metrics { metric_control { metric_identifier { family: "nv_inference_first_response_histogram_ms" } histogram_options { buckets: [ 1, 10, 100 ] } } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'buckets')) {
      const histograms = messageFields(config.root, 'model_metrics')
        .flatMap((block) => messageFields(block, 'metric_control'))
        .flatMap((control) => messageFields(control, 'histogram_options'));
      for (const nodes of histograms.map((histogram) => scalarFields(histogram, 'buckets'))) {
        const bounds = nodes.map(numberValue);
        const at = bounds.findIndex(
          (bound, index) =>
            bound !== undefined && index > 0 && bound <= (bounds[index - 1] ?? Number.NEGATIVE_INFINITY),
        );
        const wrong = nodes[at];
        if (!wrong) continue;
        const range = { start: nodes[0]!.range.start, end: nodes.at(-1)!.range.end };
        const written = config.file.text.slice(range.start, range.end);
        const sorted = [...new Set(bounds)].sort((a, b) => (a ?? 0) - (b ?? 0)).join(', ');
        report(config.file, wrong.range, `${bounds[at]} comes after ${bounds[at - 1]}: buckets ascend.`, {
          // A list in one piece can be sorted in place; comments and repeated fields are left to the writer.
          fixes: /^[-\d.,\seE+]*$/.test(written)
            ? [replaceFix('Sort the buckets', config.file.path, range, sorted, true)]
            : [],
        });
      }
    }
  },
};
