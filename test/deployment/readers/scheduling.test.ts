import { describe, expect, it } from 'vitest';
import { specOf } from '../../../simulator/spec-of.ts';
import { ofScript } from '../support.ts';

const gpu = '# batchwise: gpu=H100-SXM5-80GB\n';
const model = 'meta-llama/Llama-3.1-8B';

async function batchingOf(command: string) {
  const result = specOf(await ofScript(`${gpu}${command}\n`));
  if (!result.ok) throw new Error(JSON.stringify(result.missing));
  return result.spec.batching;
}

describe("what only one engine's scheduler is told", () => {
  it('is read from the flags of vllm serve', async () => {
    const told =
      '--long-prefill-token-threshold 512 --no-scheduler-reserve-full-isl --watermark 0.02 --scheduling-policy priority';
    expect(await batchingOf(`vllm serve ${model} ${told}`)).toMatchObject({
      priorities: true,
      vllm: { longPrefillTokens: 512, wholePromptFits: false, watermark: 0.02 },
    });
  });

  it('is read from the flags of V0', async () => {
    const told =
      '--scheduler-delay-factor 0.5 --preemption-mode swap --num-scheduler-steps 8 --max-num-partial-prefills 4 --max-long-partial-prefills 2';
    expect(await batchingOf(`# batchwise: vllm=0.6.6\nvllm serve ${model} ${told}`)).toMatchObject({
      vllm: {
        delayFactor: 0.5,
        preemption: 'swap',
        stepsAtOnce: 8,
        partialPrefills: 4,
        longPartialPrefills: 2,
      },
    });
  });

  it('is read from the flags of sglang serve', async () => {
    const told =
      '--max-prefill-tokens 4096 --enable-mixed-chunk --schedule-conservativeness 0.3 --enable-priority-scheduling --schedule-policy dfs-weight';
    expect(await batchingOf(`sglang serve --model-path ${model} ${told}`)).toMatchObject({
      priorities: true,
      sglang: { maxPrefillTokens: 4096, mixedChunk: true, conservativeness: 0.3, order: 'dfs-weight' },
    });
  });

  it('is read from the flags and variables of text-generation-launcher', async () => {
    const told = '--waiting-served-ratio 1.5';
    const command = `MAX_WAITING_TOKENS=7 text-generation-launcher --model-id ${model} ${told}`;
    expect(await batchingOf(command)).toMatchObject({
      tgi: { waitingServedRatio: 1.5, maxWaitingTokens: 7 },
    });
  });

  it("is read from trtllm-serve's YAML: what of the cache is reused and what goes to the host", async () => {
    const options = [
      'kv_cache_config:',
      '  enable_partial_reuse: false',
      '  onboard_blocks: false',
      '  secondary_offload_min_priority: 50',
    ];
    const script = `cat > options.yaml <<EOF\n${options.join('\n')}\nEOF\ntrtllm-serve ${model} --extra_llm_api_options options.yaml`;
    expect(await batchingOf(script)).toMatchObject({
      tensorrtLlm: { partialReuse: false, onboards: false, hostPriority: 50 },
    });
  });

  it('says whether steps overlap, which the constants have in them already', async () => {
    const overlap = async (command: string) => (await ofScript(`${gpu}${command}\n`)).batching.overlap?.value;
    expect(await overlap(`vllm serve ${model} --async-scheduling`)).toBe(true);
    expect(await overlap(`vllm serve ${model} --no-async-scheduling`)).toBe(false);
    expect(await overlap(`sglang serve --model-path ${model} --disable-overlap-schedule`)).toBe(false);
    expect((await batchingOf(`vllm serve ${model} --async-scheduling`)).vllm).toEqual({});
  });

  it('is left to the release where nobody says it', async () => {
    expect(await batchingOf(`vllm serve ${model}`)).toMatchObject({ vllm: {} });
    expect((await batchingOf(`vllm serve ${model}`)).priorities).toBeUndefined();
  });
});
