import { modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

export const duplicateTensor: Rule = {
  code: 'BWT010',
  name: 'duplicate-tensor',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`input` and `output`',
  summary: 'Two inputs or two outputs have the same name.',
  why: 'Triton does not complain; it keeps the first of the two and ignores the other, whatever it says.',
  remedy: 'Delete one, or give it the name that was meant.',
  sources: ['triton-inference-server/core src/model.cc Init'],
  examples: {
    bad: [
      'backend: "python"\ninput [\n  { name: "ids" data_type: TYPE_INT32 dims: [ -1 ] },\n  { name: «"ids"» data_type: TYPE_INT32 dims: [ 1 ] }\n]\n',
    ],
    good: [
      'backend: "python"\ninput [ { name: "ids" data_type: TYPE_INT32 dims: [ -1 ] } ]\noutput [ { name: "ids" data_type: TYPE_INT32 dims: [ -1 ] } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      const first = new Map<string, { start: number; end: number }>();
      for (const { side, name, nameNode } of tensorsOf(config)) {
        if (!name || !nameNode) continue;
        const before = first.get(`${side} ${name}`);
        if (!before) first.set(`${side} ${name}`, nameNode.range);
        else
          report(
            config.file,
            nameNode.range,
            `There is an ${side} \`${name}\` already: Triton reads only the first.`,
            {
              related: [{ path: config.file.path, range: before, message: 'the first one' }],
            },
          );
      }
    }
  },
};
