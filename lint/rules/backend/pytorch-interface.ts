import { messageFields } from '../../../grammar/textproto/query.ts';
import { backendModels } from '../../reading/backend-models.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

const tensors = (input: string, output: string): string =>
  `input [ { name: ${input} data_type: TYPE_FP32 dims: [ 4 ] } ]\noutput [ { name: ${output} data_type: TYPE_FP32 dims: [ 4 ] } ]\n`;
const state =
  'sequence_batching { state [ { input_name: "S_in__1" output_name: "S_out__1" data_type: TYPE_FP32 dims: [ 4 ] } ] }\n';

export const pytorchInterface: Rule = {
  code: 'BWR010',
  name: 'pytorch-interface-incomplete',
  area: 'backend',
  severity: 'error',
  appliesTo: 'models of the pytorch backend with TorchScript (`platform: "pytorch_libtorch"`)',
  summary:
    'A TorchScript model does not name its outputs, or names tensors so that its states cannot be told apart.',
  why: 'TorchScript says nothing about its outputs, so Triton completes nothing here: without `output` the load fails. With states of sequences, all tensors are found by number, as in `INPUT__0`, and other names are refused.',
  remedy: 'List every output; with `sequence_batching { state }` name tensors `<name>__<index>`.',
  sources: [
    'triton-inference-server/pytorch_backend src/pt/model_instance_state.cc: model configuration must contain at least one output; using sequence batching with state',
    'triton-inference-server/pytorch_backend src/pt/model_state.cc AutoCompleteConfig: not supported',
  ],
  examples: {
    bad: [
      '«backend»: "pytorch"\ninput [ { name: "x__0" data_type: TYPE_FP32 dims: [ 4 ] } ]\n',
      `backend: "pytorch"\n${tensors('«"x"»', '"y__0"')}${state}`,
    ],
    good: [
      `backend: "pytorch"\n${tensors('"x"', '"y__0"')}`,
      `backend: "pytorch"\n${tensors('"x__0"', '"y__0"')}${state}`,
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, backend } of backendModels(project)) {
      // AOTInductor models and the Python runtime have other interfaces.
      if (backend.name !== 'pytorch' || config.textOf('runtime') !== '') continue;
      if (!['', 'pytorch_libtorch'].includes(config.textOf('platform') ?? 'unknown')) continue;
      const all = tensorsOf(config);
      if (config.whole && all.length > 0 && !all.some(({ side }) => side === 'output'))
        report(config.file, config.head, 'A TorchScript model has to list its outputs; none are here.');
      const stateful = messageFields(config.root, 'sequence_batching').some(
        (batching) => messageFields(batching, 'state').length > 0,
      );
      if (!stateful) continue;
      for (const { name, nameNode } of all)
        if (name && nameNode && !/__\d+$/.test(name))
          report(
            config.file,
            nameNode.range,
            `With states, tensors of a TorchScript model are named by their number, such as \`${name}__0\`.`,
          );
    }
  },
};
