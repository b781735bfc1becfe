import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const promptOverBudget: Rule = {
  code: 'BWC010',
  name: 'prompt-over-token-budget',
  area: 'chain',
  severity: 'warning',
  appliesTo: 'TensorRT-LLM engines, `trtllm-serve` and the LLM API without chunked context',
  summary: 'Prompts may be longer than the tokens of one step, and are not cut into chunks.',
  why: 'Without chunked context a prompt goes through in one step, so the server rejects every prompt above `max_num_tokens`, 8192 unless it is set: “prompt length … should not exceed max_num_tokens”. The longest sequence does not help.',
  remedy:
    'Turn chunked context on (`enable_chunked_context`, `--enable_chunked_prefill`), or build with `--max_num_tokens` as large as the longest prompt.',
  sources: ['NVIDIA/TensorRT-LLM#2717, #2702, #9277; cpp/tensorrt_llm/batch_manager/trtGptModel.h'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: trtllm=1.0.0\ntrtllm-serve meta-llama/Llama-3.1-8B-Instruct --max_seq_len «32768»\n',
      '# batchwise: trtllm=1.1.0\ntrtllm-serve meta-llama/Llama-3.1-8B-Instruct --max_seq_len «32768» --max_num_tokens 4096\n',
    ],
    good: [
      '# batchwise: trtllm=1.0.0\ntrtllm-serve meta-llama/Llama-3.1-8B-Instruct --max_seq_len 8192\n',
      'trtllm-serve meta-llama/Llama-3.1-8B-Instruct --max_seq_len 32768 --max_num_tokens 32768\n',
      '# batchwise: trtllm=1.0.0\ntrtllm-serve meta-llama/Llama-3.1-8B-Instruct --max_seq_len 32768 --enable_chunked_prefill\n',
    ],
  },
  check(context) {
    for (const { engine, limits, batching, undetermined } of context.project.deployments) {
      if (engine.name.value !== 'tensorrt-llm' || batching.chunkedPrefill?.value !== false) continue;
      if (undetermined?.includes('batching.chunkedPrefill')) continue;
      const { maxNumTokens: tokens, maxInputLen: input, maxSeqLen: length } = limits;
      const longest = input && placeOf(input) ? input : length;
      if (!tokens || !longest || longest.value <= tokens.value) continue;
      const place = placeOf(tokens);
      reportAt(
        context,
        longest,
        `Prompts above ${tokens.value} tokens are rejected: ${place ? '`max_num_tokens`' : '`max_num_tokens` by default'} holds a whole prompt without chunked context.`,
        { related: place ? [{ ...place, message: 'the tokens of a step' }] : [] },
      );
    }
  },
};
