import { compareVersions } from '../../../catalog/flags.ts';
import { modelSplits } from '../../reading/model-splits.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const expertsNotDivisible: Rule = {
  code: 'BWA004',
  name: 'experts-not-divisible',
  area: 'model',
  severity: 'error',
  appliesTo: 'vLLM from 0.9, SGLang and TensorRT-LLM with expert parallelism, where the model is known',
  summary: 'The model has no experts, or their number does not come out even over the expert parallel ranks.',
  why: 'vLLM refuses `--enable-expert-parallel` for a dense model. Experts that ranks cannot share evenly fail an assertion while the model is built; vLLM spreads them over tensor times data parallel ranks.',
  remedy:
    'Leave expert parallelism out for a dense model; for a mixture of experts choose ranks that divide the number of experts, or turn on redundant experts.',
  sources: [
    'vllm-project/vllm vllm/config ModelConfig._verify_with_expert_parallelism, vllm-project/vllm#52435',
    'sgl-project/sglang python/sglang/srt/server_args.py',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve meta-llama/Llama-3.1-8B-Instruct --tensor-parallel-size 2 «--enable-expert-parallel»\n',
      'vllm serve mistralai/Mixtral-8x7B-Instruct-v0.1 --tensor-parallel-size 16 «--enable-expert-parallel»\n',
      'python -m sglang.launch_server --model-path Qwen/Qwen3-30B-A3B --tp 4 --ep-size «3»\n',
    ],
    good: [
      'vllm serve Qwen/Qwen3-30B-A3B --tensor-parallel-size 4 --enable-expert-parallel\n',
      'vllm serve mistralai/Mixtral-8x7B-Instruct-v0.1 --tensor-parallel-size 8 --enable-expert-parallel\n',
    ],
  },
  check(context) {
    for (const split of modelSplits(context.project, context.options)) {
      const { model, expert, engine, version } = split;
      if (!expert || expert.value < 1) continue;
      if (!model.moe) {
        if (expert.value > 1 || engine === 'vllm')
          reportAt(context, expert, `${model.name} has no experts to spread over ranks.`, {
            ...((engine !== 'vllm' || (version !== undefined && compareVersions(version, '0.9.0') < 0)) && {
              severity: 'warning',
            }),
          });
      } else if (!split.moreExperts && model.moe.experts % expert.value !== 0)
        reportAt(
          context,
          expert,
          `${model.name} has ${model.moe.experts} experts, which ${expert.value} ranks cannot share evenly.`,
        );
    }
  },
};
