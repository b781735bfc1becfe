import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type EngineSpec, simulate } from '../../simulator/index.ts';
import { engineSpec, llama2Of7b, llama8b } from './specs.ts';

const file = '../shared/measurements/calibration.csv';
const models = new Map([
  ['meta-llama/Llama-3.1-8B', llama8b],
  ['meta-llama/Llama-2-7b-hf', llama2Of7b],
]);

interface Row {
  readonly spec: EngineSpec;
  readonly prompt: number;
  readonly output: number;
  readonly measured: number;
}

/** NVIDIA's offline throughput of in-flight batching on one H100, for the models above and releases from 0.12 on. */
function offlineRows(): Row[] {
  const [head, ...lines] = readFileSync(file, 'utf8').split(/\r?\n/);
  const names = head!.split(',');
  const rows: Row[] = [];
  for (const line of lines) {
    // Only the last column, the notes, is quoted in these rows.
    const cells = line.split(',');
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    const model = models.get(cell('model'));
    const offline =
      cell('suite') === 'trtllm-docs' && cell('rate') === 'inf' && cell('metric') === 'output_tok_s';
    const card = cell('gpu') === 'H100-SXM' && cell('tp') === '1' && cell('quality') === 'A';
    const recent = !/^0\.(\d|1[01])(\.|$)/.test(cell('engine_version'));
    if (!model || !offline || !card || !recent || !line.includes('IFB max load')) continue;
    const prompt = Number(cell('isl'));
    const output = Number(cell('osl'));
    const format = cell('weights') === 'fp8' ? 'fp8' : 'fp16';
    rows.push({
      spec: engineSpec({
        model,
        weights: format,
        kvFormat: format,
        maxBatchSize: Number(cell('max_batch_size')) || 2048,
        maxSeqLen: prompt + output,
      }),
      prompt,
      output,
      measured: Number(cell('value')),
    });
  }
  return rows;
}

describe.skipIf(!existsSync(file))('offline throughput that NVIDIA published for one H100', () => {
  it('is predicted within 10 % by the median, and 90 % of rows within 25 %', () => {
    const errors = offlineRows()
      .map(({ spec, prompt, output, measured }) => {
        const prediction = simulate(spec, {
          arrivals: { kind: 'offline' },
          prompt: { kind: 'fixed', tokens: prompt },
          output: { kind: 'fixed', tokens: output },
          requests: 1500,
          seed: 0,
        });
        return Math.abs(prediction.outputTokensPerSecond / measured - 1);
      })
      .sort((left, right) => left - right);
    expect(errors.length).toBeGreaterThan(50);
    expect(errors[Math.floor(0.5 * errors.length)]).toBeLessThan(0.1);
    expect(errors[Math.floor(0.9 * errors.length)]).toBeLessThan(0.25);
  });
});
