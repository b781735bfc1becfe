import { text, traced } from '../../../deployment/settings/leaves.ts';
import { type Capability, capabilityOf } from '../../reading/capability.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor, isOn } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmV1Refuses: Rule = {
  code: 'BWV022',
  name: 'vllm-v1-refuses',
  area: 'vllm',
  severity: 'error',
  appliesTo: 'vLLM from 0.8 to 0.10, where `VLLM_USE_V1=1` stands before the command',
  summary: 'The V1 engine is insisted on beside something that it does not have.',
  why: 'Left alone, these releases fall back to the V0 engine. With `VLLM_USE_V1=1` they stop: “NotImplementedError: VLLM_USE_V1=1 is not supported with …”.',
  remedy: 'Drop the variable, so that vLLM chooses the engine, or drop the option.',
  sources: [
    'vllm-project/vllm vllm/engine/arg_utils.py _is_v1_supported_oracle and _raise_or_fallback, 0.8 to 0.10',
    'vllm-project/vllm#16165, #17355',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: gpu=t4 vllm=0.9.2\nVLLM_USE_V1=«1» vllm serve m\n',
      '# batchwise: vllm=0.8.5\nVLLM_USE_V1=1 vllm serve m --num-scheduler-steps «8»\n',
      '# batchwise: gpu=a100 vllm=0.9.2\nVLLM_USE_V1=1 vllm serve m --kv-cache-dtype «fp8»\n',
    ],
    good: [
      '# batchwise: gpu=t4 vllm=0.9.2\nvllm serve m --num-scheduler-steps 8\n',
      '# batchwise: gpu=H100-SXM5-80GB vllm=0.9.2\nVLLM_USE_V1=1 vllm serve m --kv-cache-dtype fp8\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      if (run.env.VLLM_USE_V1?.value !== '1' || run.version === undefined) continue;
      if (!holdsFor(run, { from: '0.8.0', before: '0.11.0' })) continue;
      const gpu = capabilityOf(run.deployment);
      checkGpu(context, run, gpu);
      checkCache(context, run, gpu);
      for (const { option, unless } of refused) {
        const setting = run.settings.find(option);
        if (!setting || setting.value === undefined || !isOn(setting) || unless === String(setting.value))
          continue;
        reportAt(
          context,
          { value: 0, origin: setting.origin },
          `The V1 engine of these releases has no \`--${option}\`, and \`VLLM_USE_V1=1\` forbids V0.`,
        );
      }
    }
  },
};

/** Options that only V0 had, with the value that changes nothing. */
const refused: readonly { readonly option: string; readonly unless?: string }[] = [
  { option: 'logits-processor-pattern' },
  { option: 'preemption-mode' },
  { option: 'disable-async-output-proc' },
  { option: 'num-scheduler-steps', unless: '1' },
  { option: 'scheduler-delay-factor' },
  { option: 'enable-prompt-embeds' },
  { option: 'max-num-partial-prefills', unless: '1' },
  { option: 'max-long-partial-prefills', unless: '1' },
  { option: 'otlp-traces-endpoint' },
  { option: 'enable-prompt-adapter' },
];

function checkGpu({ report }: RuleContext, run: EngineRun, gpu: Capability | undefined): void {
  // FlexAttention opened older GPUs to V1 in the course of 0.10.
  if (gpu && gpu.sm < 80 && holdsFor(run, { from: '0.8.0', before: '0.10.0' }))
    report(
      run.file,
      run.env.VLLM_USE_V1!.range,
      `The V1 engine of these releases needs compute capability 8.0, ${gpu.name} has ${(gpu.sm / 10).toFixed(1)}.`,
    );
}

/** Only FlashAttention 3 read an FP8 cache then, which is for Hopper; 0.10 opened Blackwell. */
function checkCache(context: RuleContext, run: EngineRun, gpu: Capability | undefined): void {
  const type = traced(run.settings, text, 'kv-cache-dtype');
  if (!type?.value.startsWith('fp8') || !gpu || gpu.sm >= 90 || gpu.sm < 80) return;
  if (run.env.VLLM_ATTENTION_BACKEND) return;
  reportAt(
    context,
    type,
    `The V1 engine of these releases reads an FP8 cache on Hopper alone, not on ${gpu.name}, and \`VLLM_USE_V1=1\` forbids V0.`,
  );
}
