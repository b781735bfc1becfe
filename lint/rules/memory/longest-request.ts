import type { EngineSpec, MemoryBreakdown } from '../../../simulator/index.ts';
import type { Rule } from '../../rule.ts';
import { memories, placeOf } from './does-not-fit.ts';

export const longestRequest: Rule = {
  code: 'BWM002',
  name: 'longest-request-does-not-fit',
  area: 'memory',
  severity: 'error',
  appliesTo: 'deployments whose model, GPU and weight format are known',
  summary: 'The KV cache is too small for one request of the longest allowed length.',
  why: 'vLLM refuses to start, which is an error where the cache is too small by more than the estimate may be off; TensorRT-LLM shortens the attention window or never runs such a request, which keeps the requests behind it waiting.',
  remedy:
    'Lower the longest sequence (`--max-model-len`, `--max_seq_len`), store the KV cache in 8 bits, or give the engine more memory.',
  sources: [
    'vllm-project/vllm vllm/v1/core/kv_cache_utils.py check_enough_kv_cache_memory',
    'triton-inference-server/tensorrtllm_backend#366, NVIDIA/TensorRT-LLM#542',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: gpu=L4 vllm=0.8.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --dtype bfloat16 --max-num-seqs 256 --max-model-len «131072»\n',
    ],
    good: [
      '# batchwise: gpu=H100-SXM5-80GB vllm=0.8.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --dtype bfloat16 --max-model-len 8192\n',
    ],
  },
  speed: 'slow',
  check({ project, report }) {
    for (const { deployment, spec, memory } of memories(project)) {
      // A pool that is given in tokens is told of by the rule for it.
      if (memory.freeBytes < 0 || memory.maxConcurrentLongest >= 1 || deployment.kvCache.maxTokens) continue;
      const { path, range } = placeOf(project, deployment, [
        deployment.limits.maxSeqLen?.origin,
        deployment.model.name?.origin,
      ]);
      if (path === undefined) continue;
      report(
        path,
        range,
        `One request may have ${spec.maxSeqLen} tokens, and the KV cache holds about ${memory.kvCacheTokens} on ${spec.gpu.name}.`,
        isSure(spec, memory) ? {} : { severity: 'warning' },
      );
    }
  },
};

/** Whether the engine surely stops: vLLM, with room for so much less that no estimate is as far off, and layers of one kind. */
const isSure = ({ engine, model, maxSeqLen }: EngineSpec, { kvCacheTokens }: MemoryBreakdown): boolean =>
  engine === 'vllm' && kvCacheTokens < 0.6 * maxSeqLen && !model.slidingPattern && !model.linear;
