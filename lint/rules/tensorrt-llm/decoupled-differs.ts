import type { Project } from '../../../deployment/project.ts';
import { booleanValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import type { ScalarNode } from '../../../grammar/textproto/tree.ts';
import { replaceFix } from '../../fixes.ts';
import { type ModelConfig, modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const policy = (decoupled: string): string => `model_transaction_policy { decoupled: ${decoupled} }\n`;
const files = (engine: string, bls: string): Record<string, string> => ({
  'models/tensorrt_llm/config.pbtxt': `backend: "tensorrtllm"\n${engine}parameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n`,
  'models/tensorrt_llm_bls/config.pbtxt': `backend: "python"\n${bls}parameters { key: "tensorrt_llm_model_name" value { string_value: "tensorrt_llm" } }\n`,
});

export const decoupledDiffers: Rule = {
  code: 'BWL018',
  name: 'decoupled-differs',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo: '`tensorrt_llm_bls` and the model that its `tensorrt_llm_model_name` names',
  summary: 'Of `tensorrt_llm` and `tensorrt_llm_bls`, only one is decoupled.',
  why: 'The BLS model hands each request to the engine model as it came, a stream as a stream. Where only one of them is decoupled, streaming fails: “Streaming is only supported if model is deployed using decoupled mode”.',
  remedy: 'Set `decoupled` alike in both: `true` for streaming.',
  sources: [
    'triton-inference-server/tensorrtllm_backend#626',
    'triton-inference-server/tensorrtllm_backend docs/model_config.md, decoupled_mode',
  ],
  examples: {
    bad: [files(policy('true'), policy('«false»')), files(policy('false'), policy('«true»'))],
    good: [files(policy('true'), policy('true')), files('', policy('false'))],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      const engine = engineOf(config, project);
      const bls = decoupledOf(config);
      const there = engine && decoupledOf(engine);
      if (!engine || !bls || !there || bls.value === there.value) continue;
      const range = bls.node?.range ?? config.head;
      report(
        config.file,
        range,
        `\`${engine.modelName}\` is ${there.value ? '' : 'not '}decoupled and this model is${bls.value ? '' : ' not'}: streaming fails.`,
        {
          related: [
            {
              path: engine.file.path,
              range: there.node?.range ?? engine.head,
              message: there.node ? 'the engine model says otherwise' : 'the engine model does not say it',
            },
          ],
          fixes: bls.node
            ? [
                replaceFix(
                  `Change to \`${there.value}\``,
                  config.file.path,
                  range,
                  String(there.value),
                  false,
                ),
              ]
            : [],
        },
      );
    }
  },
};

/** The model that a BLS model calls: by its parameter, which is `tensorrt_llm` where it is not filled in. */
export function engineOf(config: ModelConfig, project: Project): ModelConfig | undefined {
  if (config.textOf('backend') !== 'python' || config.config.excerpt) return undefined;
  const named = config.parameter('tensorrt_llm_model_name')?.value;
  if (named === undefined && config.folder !== 'tensorrt_llm_bls') return undefined;
  const engine = modelsBeside(project, config).get(named ?? 'tensorrt_llm');
  return engine?.isTensorrtllm && engine.whole ? engine : undefined;
}

/** Undefined where it is set to something unknown, or may be set where it cannot be read. */
function decoupledOf(config: ModelConfig): { value: boolean; node: ScalarNode | undefined } | undefined {
  const block = messageFields(config.root, 'model_transaction_policy').at(-1);
  const node = block && scalarField(block, 'decoupled');
  if (!node) return config.whole ? { value: false, node: undefined } : undefined;
  const value = booleanValue(node);
  return value === undefined ? undefined : { value, node };
}
