import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const files = (config: string): Record<string, string> => ({
  'models/tensorrt_llm/config.pbtxt': `backend: "python"\n${config}`,
  'models/tensorrt_llm/1/model.yaml':
    'model: meta-llama/Llama-3.1-8B-Instruct\ntriton_config:\n  max_batch_size: 64\n  decoupled: true\n',
});

/** What `triton_config` of model.yaml sets. */
const settings = ['max_batch_size', 'model_transaction_policy'];

export const llmapiSettings: Rule = {
  code: 'BWL023',
  name: 'llmapi-settings-in-config',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo: "models of TensorRT-LLM's LLM API (`model.yaml` with `triton_config`)",
  summary: 'The config sets what belongs into `triton_config` of `model.yaml`.',
  why: 'The model completes `max_batch_size` and `decoupled` from `model.yaml`; where the config says something too, the two have to agree, or the load fails.',
  remedy: 'Take it out of `config.pbtxt` and set it below `triton_config` in `model.yaml`.',
  sources: ['NVIDIA/TensorRT-LLM triton_backend/all_models/llmapi/tensorrt_llm, config.pbtxt and 1/model.py'],
  examples: {
    bad: [files('«max_batch_size»: 64\n'), files('«model_transaction_policy» { decoupled: true }\n')],
    good: [files('')],
  },
  check({ project, report }) {
    const yaml = project.files.filter(
      ({ path, text }) => path.endsWith('/model.yaml') && /^triton_config:/m.test(text),
    );
    if (yaml.length === 0) return;
    for (const config of modelConfigs(project)) {
      const { home } = config;
      const file = yaml.find(
        ({ path }) =>
          home !== undefined &&
          path.startsWith(`${home}/`) &&
          /^\d+\/model\.yaml$/.test(path.slice(home.length + 1)),
      );
      if (!file || config.textOf('backend') !== 'python') continue;
      for (const name of settings) {
        const field = config.field(name);
        const at = /^triton_config:/m.exec(file.text)!.index;
        if (field)
          report(
            config.file,
            field.name.range,
            `\`${name}\` belongs into \`triton_config\` of ${file.path}.`,
            {
              related: [{ path: file.path, range: { start: at, end: at + 13 }, message: 'it is set here' }],
            },
          );
      }
    }
  },
};
