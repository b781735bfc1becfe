import { type Need, reportNeeds } from '../../reading/option-constraints.ts';
import type { Rule } from '../../rule.ts';

/** Checks of vllm/config, vllm/entrypoints/openai/cli_args.py and vllm/engine/arg_utils.py at 0.28. */
const needs: readonly Need[] = [
  { option: ['enable-auto-tool-choice'], needs: ['tool-call-parser'] },
  { option: ['enable-log-outputs'], needs: ['enable-log-requests'] },
  { option: ['enable-eplb'], needs: ['enable-expert-parallel'], from: '0.10.0' },
  { option: ['num-redundant-experts'], needs: ['enable-eplb', 'eplb-config'], from: '0.10.0' },
  { option: ['ray-workers-use-nsight'], needs: ['distributed-executor-backend', 'worker-use-ray'] },
  { option: ['data-parallel-hybrid-lb'], needs: ['data-parallel-size-local'], from: '0.10.0' },
  { option: ['data-parallel-external-lb'], needs: ['data-parallel-size', 'data-parallel-rank'] },
  {
    option: ['max-num-partial-prefills'],
    needs: ['enable-chunked-prefill'],
    from: '0.7.3',
    before: '0.8.0',
  },
  { option: ['enable-dbo'], needs: ['all2all-backend'], from: '0.11.0', harmless: true },
  { option: ['enable-elastic-ep'], needs: ['enable-eplb'] },
  {
    option: ['lora-modules'],
    needs: ['enable-lora'],
    harmless: true,
  },
  { option: ['max-loras'], needs: ['enable-lora'], harmless: true },
  { option: ['max-lora-rank'], needs: ['enable-lora'], harmless: true },
  {
    option: ['eplb-config.num-redundant-experts'],
    needs: ['enable-eplb'],
    from: '0.10.2',
  },
  {
    option: ['quantization'],
    values: ['fbgemm_fp8', 'fp_quant'],
    needs: ['allow-deprecated-quantization'],
    from: '0.28.0',
  },
  { option: ['ssl-certfile'], needs: ['ssl-keyfile'], harmless: true },
];

export const vllmOptionNeedsAnother: Rule = {
  code: 'BWV004',
  name: 'vllm-option-needs-another',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`vllm serve`, its module and `vllm.LLM`, where every option can be seen',
  summary: 'An option is given without the one that it needs.',
  why: 'vLLM refuses the combination before it loads the model, as with “--enable-auto-tool-choice requires --tool-call-parser”; LoRA options without `--enable-lora` are simply not looked at.',
  remedy: 'Add the option that the message names, or drop this one.',
  sources: [
    'vllm-project/vllm vllm/entrypoints/openai/cli_args.py validate_parsed_serve_args',
    'vllm-project/vllm vllm/config/parallel.py ParallelConfig',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve m «--enable-auto-tool-choice»\n',
      'vllm serve m --max-loras «4»\n',
      '# batchwise: vllm=0.11.0\nvllm serve m «--enable-eplb»\n',
    ],
    good: [
      'vllm serve m --enable-auto-tool-choice --tool-call-parser hermes\n',
      'vllm serve m --enable-auto-tool-choice $MORE\n',
    ],
  },
  check: (context) => reportNeeds(context, 'vllm', needs),
};
