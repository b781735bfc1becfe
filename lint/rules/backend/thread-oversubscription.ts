import { backendModels, valueGiven } from '../../reading/backend-models.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import type { Rule } from '../../rule.ts';

const model = (count: string, more = ''): string =>
  `backend: "onnxruntime"\ninstance_group [ { count: ${count} kind: KIND_CPU } ]\n${more}`;

export const threadOversubscription: Rule = {
  code: 'BWR015',
  name: 'cpu-instances-share-cores',
  area: 'backend',
  severity: 'info',
  appliesTo: 'models of the onnxruntime backend with several instances on the CPU',
  summary: 'Each of several instances on the CPU starts as many threads as there are cores.',
  why: 'ONNX Runtime gives every session a pool of threads of its own, one for each core unless it is told otherwise: several sessions then push each other off the cores.',
  remedy: 'Set `intra_op_thread_count` to the cores divided by the instances, or keep one instance.',
  sources: [
    'triton-inference-server/onnxruntime_backend README.md, Model Config Options, intra_op_thread_count',
  ],
  examples: {
    bad: [model('«4»')],
    good: [
      model('1'),
      model('4', 'parameters { key: "intra_op_thread_count" value { string_value: "2" } }\n'),
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, backend, parameters } of backendModels(project)) {
      if (backend.name !== 'onnxruntime' || !config.whole) continue;
      if (valueGiven(parameters, 'intra_op_thread_count')) continue;
      for (const { count = 1, countNode, kind } of instanceGroups(config))
        if (countNode && count > 1 && kind === 'KIND_CPU')
          report(
            config.file,
            countNode.range,
            `${count} instances start one thread for each core each; \`intra_op_thread_count\` shares the cores out.`,
          );
    }
  },
};
