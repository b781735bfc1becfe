import {
  booleanSpellings,
  findTrtllmParameter,
  type TrtllmParameter,
} from '../../../catalog/trtllm-parameters.ts';
import { replaceFix } from '../../fixes.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export const unreadableParameter: Rule = {
  code: 'BWL009',
  name: 'trtllm-parameter-unreadable',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo: '`parameters` of models with `backend: "tensorrtllm"`',
  summary: 'The backend cannot read the value of a parameter.',
  why: 'It logs a warning at most and goes on with its default: the setting looks right and has no effect.',
  remedy: 'Write a value that the backend reads; switches take `true` and `false`.',
  sources: [
    'NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc',
    'triton-inference-server/tensorrtllm_backend#126',
  ],
  examples: {
    bad: [
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "enable_kv_cache_reuse" value { string_value: «"yes"» } }\n',
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "batch_scheduler_policy" value { string_value: «"guaranteed_completion"» } }\n',
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "max_attention_window_size" value { string_value: «"auto"» } }\n',
    ],
    good: [
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "enable_kv_cache_reuse" value { string_value: "true" } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      for (const { key, value, valueRange } of parameters) {
        const parameter = findTrtllmParameter(key);
        // An empty text is the usual way to leave a parameter of the template unset.
        if (
          !parameter ||
          key === 'gpt_model_type' ||
          value === undefined ||
          value === '' ||
          isReadable(parameter, value)
        )
          continue;
        const meant = meantValue(parameter, value);
        const instead =
          parameter.default === undefined || parameter.default === ''
            ? 'takes it as not set'
            : `uses its default, ${String(parameter.default)}`;
        report(
          config.file,
          valueRange,
          `\`${key}\` takes ${wanted(parameter)}; with \`${value}\` the backend ${instead}.`,
          {
            fixes: meant
              ? [
                  replaceFix(
                    `Change to \`${meant}\``,
                    config.file.path,
                    valueRange,
                    JSON.stringify(meant),
                    false,
                  ),
                ]
              : [],
          },
        );
      }
    }
  },
};

function isReadable({ type, allowed }: TrtllmParameter, value: string): boolean {
  if (allowed) return allowed.includes(value);
  if (type === 'bool') return booleanSpellings.true.includes(value) || booleanSpellings.false.includes(value);
  // std::stoi and std::stof read a number at the beginning and ignore what follows.
  if (type === 'int' || type === 'uint') return /^\s*[+-]?\d/.test(value);
  if (type === 'int-list') return value.split(',').every((one) => /^\s*[+-]?\d/.test(one));
  // `0,1;2,3` for GPUs, `{0, 0}, {0, 1}` for trees of draft tokens: without a number it is neither.
  if (type === 'int-lists') return /\d/.test(value);
  return type !== 'float' || /^\s*[+-]?(\d|\.\d|inf|nan)/i.test(value);
}

function wanted({ type, allowed }: TrtllmParameter): string {
  if (allowed) return allowed.map((one) => `\`${one}\``).join(', ');
  if (type === 'int-list') return 'whole numbers separated by commas';
  if (type === 'int-lists') return 'lists of whole numbers';
  return type === 'bool' ? '`true` or `false`' : 'a number';
}

function meantValue({ type, allowed }: TrtllmParameter, value: string): string | undefined {
  if (allowed) return nearestName(value, allowed)?.name ?? onlyOneLike(value, allowed);
  if (type !== 'bool') return undefined;
  return /^(yes|on|enabled?|t|y)$/i.test(value)
    ? 'true'
    : /^(no|off|disabled?|f|n|none)$/i.test(value)
      ? 'false'
      : undefined;
}

/** `guaranteed_completion` begins like one of the values only. */
function onlyOneLike(value: string, allowed: readonly string[]): string | undefined {
  const alike = allowed.filter((one) => one.split('_')[0] === value.split('_')[0]);
  return alike.length === 1 ? alike[0] : undefined;
}
