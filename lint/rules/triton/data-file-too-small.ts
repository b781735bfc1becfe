import { stringValue } from '../../../grammar/textproto/query.ts';
import { dataFiles } from '../../reading/data-files.ts';
import { tensorBytes } from '../../reading/element-bytes.ts';
import { pathBelow } from '../../reading/folders.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { hasPlaceholder } from '../../reading/placeholders.ts';
import type { Rule } from '../../rule.ts';

const model = (file: string, dims = '[ 3 ]'): string =>
  `backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\nmodel_warmup [ { name: "w" batch_size: 1 inputs { key: "x" value { data_type: TYPE_FP32 dims: ${dims} input_data_file: ${file} } } } ]\n`;

export const dataFileTooSmall: Rule = {
  code: 'BWT071',
  name: 'data-file-too-small',
  area: 'triton',
  severity: 'error',
  appliesTo:
    '`input_data_file` of `model_warmup` and `data_file` of initial states, whose file is in the folder of the model; not strings',
  summary: 'A file of data is smaller than the tensor that it is for.',
  why: 'Triton fills the tensor from the file, and does not load the model where bytes are wanting: “warmup setting expects … bytes, but the data provided … only has …”.',
  remedy: 'Write a file of the bytes of one sample, without its batch, or correct `dims` and `data_type`.',
  sources: [
    'triton-inference-server/core src/backend_model_instance.cc GenerateWarmupData',
    'triton-inference-server/core src/sequence_batch_scheduler/sequence_batch_scheduler.cc GenerateInitialStateData',
  ],
  examples: {
    bad: [{ 'models/m/config.pbtxt': model('«"x.bin"»', '[ 4 ]'), 'models/m/warmup/x.bin': 'twelve bytes' }],
    good: [{ 'models/m/config.pbtxt': model('"x.bin"'), 'models/m/warmup/x.bin': 'twelve bytes' }],
  },
  scope: 'config',
  check({ project, report }) {
    if (project.sizes.size === 0) return;
    for (const config of modelConfigs(project, 'input_data_file', 'data_file')) {
      const { home } = config;
      if (home === undefined) continue;
      for (const { folder, node, dataType, sizes } of dataFiles(config)) {
        const name = stringValue(node);
        const needed = tensorBytes(dataType, sizes);
        if (!name || hasPlaceholder(name) || needed === undefined) continue;
        const size = project.sizes.get(pathBelow(`${home}/${folder}`, name));
        if (size !== undefined && BigInt(size) < needed)
          report(config.file, node.range, `The tensor takes ${needed} bytes, and \`${name}\` has ${size}.`);
      }
    }
  },
};
