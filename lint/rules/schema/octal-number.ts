import { integerValue } from '../../../grammar/textproto/query.ts';
import type { ScalarNode } from '../../../grammar/textproto/tree.ts';
import { replaceFix } from '../../fixes.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { scalarsOf } from '../../reading/scalars.ts';
import type { Rule } from '../../rule.ts';

export const octalNumber: Rule = {
  code: 'BWS007',
  name: 'octal-number',
  area: 'schema',
  severity: 'warning',
  appliesTo: '`config.pbtxt`, all releases of Triton',
  summary: 'A number with a leading zero is read in base eight.',
  why: 'As in C, `010` is 8 and not 10. Nothing says so when the file is read.',
  remedy: 'Leave the zero away, or write the number that is meant in base ten.',
  sources: ['protocolbuffers/protobuf src/google/protobuf/io/tokenizer.cc Tokenizer::ParseInteger'],
  examples: {
    bad: ['backend: "python"\nmax_batch_size: «010»\n'],
    good: ['backend: "python"\nmax_batch_size: 10\ninstance_group [ { gpus: [ 0 ] } ]\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      if (!mayHaveOctal.test(config.file.text)) continue;
      for (const node of scalarsOf(config).filter(isOctal)) {
        const value = integerValue(node);
        if (value === undefined) continue;
        report(config.file, node.range, `\`${node.raw}\` is ${value}: a leading zero means base eight.`, {
          fixes: [
            replaceFix(`Write ${value} in base ten`, config.file.path, node.range, String(value), true),
            replaceFix(
              'Take the zero away',
              config.file.path,
              node.range,
              `${node.negative ? '-' : ''}${node.raw.replace(/^0+/, '')}`,
              false,
            ),
          ],
        });
      }
    }
  },
};

/** Most files have none: to look through the text is quicker than through the tree. */
const mayHaveOctal = /(?:^|[^\w.]|[fF])0+[1-7][0-7]/;

/** `00` to `07` are the same in both bases. */
const isOctal = ({ type, raw }: ScalarNode): boolean =>
  type === 'integer' && raw.startsWith('0') && /^0+[1-7][0-7]+$/.test(raw);
