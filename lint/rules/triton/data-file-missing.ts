import { stringValue } from '../../../grammar/textproto/query.ts';
import { dataFiles } from '../../reading/data-files.ts';
import { namesIn, pathBelow } from '../../reading/folders.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { hasPlaceholder } from '../../reading/placeholders.ts';
import type { Rule } from '../../rule.ts';

const model = (file: string): string =>
  `backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 3 ] } ]\nmodel_warmup [ { name: "w" batch_size: 1 inputs { key: "x" value { data_type: TYPE_FP32 dims: [ 3 ] input_data_file: ${file} } } } ]\n`;

export const dataFileMissing: Rule = {
  code: 'BWT054',
  name: 'data-file-missing',
  area: 'triton',
  severity: 'warning',
  appliesTo:
    '`input_data_file` of `model_warmup` and `data_file` of initial states, Triton 19.12 and later; an error where the folder of such files is there',
  summary: 'A file with the data of a sample or a state is not there.',
  why: 'Triton reads it from the folder `warmup` or `initial_state` of the model, and does not load the model without it.',
  remedy: 'Put the file into that folder, or correct its name.',
  sources: [
    'triton-inference-server/core src/backend_model_instance.cc GenerateWarmupData',
    'triton-inference-server/core src/sequence_batch_scheduler/sequence_batch_scheduler.cc GenerateInitialStateData',
  ],
  examples: {
    bad: [{ 'models/m/config.pbtxt': model('«"ids.bin"»'), 'models/m/warmup/id.bin': 'x' }],
    good: [{ 'models/m/config.pbtxt': model('"ids.bin"'), 'models/m/warmup/ids.bin': 'twelve bytes' }],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'input_data_file', 'data_file')) {
      const { home } = config;
      if (home === undefined) continue;
      for (const { folder, node } of dataFiles(config)) {
        const name = stringValue(node);
        if (!name || hasPlaceholder(name) || project.paths.has(pathBelow(`${home}/${folder}`, name)))
          continue;
        report(config.file, node.range, `There is no \`${name}\` in the folder \`${folder}\` of the model.`, {
          ...(namesIn(project, `${home}/${folder}`).size > 0 && { severity: 'error' as const }),
        });
      }
    }
  },
};
