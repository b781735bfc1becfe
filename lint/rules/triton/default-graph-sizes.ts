import { booleanValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { backendOf } from '../../reading/backends.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const model = (more: string): string =>
  `platform: "tensorrt_plan"\nmax_batch_size: 64\noptimization { cuda { graphs: true ${more}} }\n`;

export const defaultGraphSizes: Rule = {
  code: 'BWT076',
  name: 'default-graph-sizes',
  area: 'triton',
  severity: 'info',
  appliesTo: 'TensorRT models with `optimization { cuda { graphs: true } }` and batches of more than one',
  summary: 'CUDA graphs are captured for the default batch sizes alone.',
  why: 'A batch of a size without a graph is launched kernel by kernel, as without graphs; which sizes are captured by default does not follow the sizes that are used.',
  remedy: 'List the sizes that matter as `graph_spec { batch_size: … }`.',
  sources: [
    'triton-inference-server/common protobuf/model_config.proto, ModelOptimizationPolicy.Cuda.graph_spec',
  ],
  examples: {
    bad: [model('').replace('graphs: true', '«graphs: true»')],
    good: [model('graph_spec [ { batch_size: 64 } ] ')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'graphs')) {
      if (backendOf(project, config) !== 'tensorrt' || !((config.maxBatchSize ?? 0) > 1)) continue;
      const cuda = messageFields(config.root, 'optimization').flatMap((each) => messageFields(each, 'cuda'));
      const graphs = cuda.flatMap((each) => {
        const node = scalarField(each, 'graphs');
        return node && booleanValue(node) === true
          ? each.fields.filter(({ name }) => name.text === 'graphs')
          : [];
      });
      if (graphs.length > 0 && cuda.every((each) => messageFields(each, 'graph_spec').length === 0))
        report(
          config.file,
          graphs.at(-1)!.range,
          'Without `graph_spec` only the default batch sizes have graphs.',
        );
    }
  },
};
