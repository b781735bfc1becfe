import { describe, expect, it } from 'vitest';
import { loadProject } from '../../deployment/load.ts';
import { MemoryWorkspace } from '../../workspace/memory-workspace.ts';

const config = `name: "tensorrt_llm"
backend: "tensorrtllm"
max_batch_size: 8
parameters: { key: "gpt_model_type" value: { string_value: "inflight_fused_batching" } }
`;

async function weightsOf(flags: string) {
  const script = [
    `python convert_checkpoint.py --model_dir ./llama --output_dir ./ckpt --dtype float16 ${flags}`,
    'trtllm-build --checkpoint_dir ./ckpt --output_dir ./engine --max_batch_size 8',
    '',
  ].join('\n');
  const project = await loadProject(
    new MemoryWorkspace({ 'build.sh': script, 'models/tensorrt_llm/config.pbtxt': config }),
    ['.'],
  );
  const weights = project.deployments[0]?.precision.weights;
  const origin = weights?.origin;
  const quoted = origin?.kind === 'file' ? script.slice(origin.range.start, origin.range.end) : undefined;
  return { value: weights?.value, quoted };
}

describe('weight-only checkpoints', () => {
  it.each([
    ['--use_weight_only', 'int8-wo', '--use_weight_only'],
    ['--use_weight_only --weight_only_precision int8', 'int8-wo', 'int8'],
    ['--use_weight_only --weight_only_precision int4', 'int4-wo', 'int4'],
    ['--use_weight_only --weight_only_precision int4_awq', 'int4-awq', 'int4_awq'],
    ['--use_weight_only --weight_only_precision int4_gptq', 'int4-gptq', 'int4_gptq'],
    ['--use_weight_only --weight_only_precision int8_gptq', 'int8-wo', 'int8_gptq'],
  ])('%s is %s', async (flags, format, word) => {
    const { value, quoted } = await weightsOf(flags);
    expect(value).toBe(format);
    expect(quoted).toContain(word);
  });

  it('leave unknown what no release offers, and keep the type where the switch is not given', async () => {
    expect((await weightsOf('--use_weight_only --weight_only_precision int2')).value).toBeUndefined();
    expect((await weightsOf('--weight_only_precision int4')).value).toBe('fp16');
  });
});
