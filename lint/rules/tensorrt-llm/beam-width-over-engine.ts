import { replaceFix } from '../../fixes.ts';
import { valueGiven } from '../../reading/backend-models.ts';
import { builtLimit } from '../../reading/built-engine.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const files = (width: string): Record<string, string> => ({
  'models/llm/config.pbtxt': `backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "gpt_model_path" value { string_value: "/repo/llm/1" } }\nparameters { key: "max_beam_width" value { string_value: ${width} } }\n`,
  'models/llm/1/config.json': '{ "build_config": { "max_beam_width": 1 } }\n',
});

export const beamWidthOverEngine: Rule = {
  code: 'BWL019',
  name: 'beam-width-over-engine',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo:
    'models with `backend: "tensorrtllm"` whose `trtllm-build` command or engine `config.json` is among the files',
  summary: '`max_beam_width` is larger than the engine was built for.',
  why: 'The widths of beams are fixed when the engine is built; the executor does not start with a larger one.',
  remedy: 'Build the engine with the larger `--max_beam_width`, or lower the parameter.',
  sources: [
    'NVIDIA/TensorRT-LLM cpp/tensorrt_llm/batch_manager: max_beam_width against the engine; triton_backend/inflight_batcher_llm/src/model_instance_state.cc',
  ],
  examples: { bad: [files('«"4"»')], good: [files('"1"')] },
  check({ project, options, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const width = valueGiven(parameters, 'max_beam_width');
      const wanted = Number.parseInt(width?.value ?? '', 10);
      const built = builtLimit(config, 'max_beam_width', project, options);
      if (!width || !built || !(wanted > built.value)) continue;
      report(
        config.file,
        width.valueRange,
        `The engine is built for beams of ${built.value}, not ${wanted}.`,
        {
          related: [built.place],
          fixes: [
            replaceFix(
              `Change to \`${built.value}\``,
              config.file.path,
              width.valueRange,
              `"${built.value}"`,
              false,
            ),
          ],
        },
      );
    }
  },
};
