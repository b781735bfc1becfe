import { describe, expect, it } from 'vitest';
import { applyKnobs } from '../../../client/panel/knobs/apply-knobs.ts';
import { applyToWorkload, middleOf } from '../../../client/panel/knobs/apply-to-workload.ts';
import { commandOf } from '../../../client/panel/knobs/command.ts';
import { knobById, knobList } from '../../../client/panel/knobs/knob-list.ts';
import { type Knobs, withKnob } from '../../../client/panel/knobs/knobs.ts';
import { startOf } from '../../../client/panel/knobs/starts.ts';
import { logarithmicStops, powersOfTwo, withStops } from '../../../client/panel/knobs/stops.ts';
import { parseTyped, shown } from '../../../client/panel/knobs/typed.ts';
import type { Workload } from '../../../simulator/workload/workload.ts';
import { deployment, h100, llama8b } from './fixtures.ts';

const l4 = { ...h100, name: 'L4' };
const catalogue = { gpus: [h100, l4], models: [llama8b] };

const workload: Workload = {
  arrivals: { kind: 'poisson', rate: 12 },
  prompt: { kind: 'lognormal', median: 512, sigma: 0.5 },
  output: { kind: 'uniform', low: 64, high: 192 },
  requests: 400,
  seed: 7,
};

describe('applyKnobs', () => {
  it('leaves a deployment as it is when no knob is turned', () => {
    expect(applyKnobs(deployment, {}, catalogue)).toEqual(deployment);
  });

  it('traces each turned value to the flag that does the same', () => {
    const knobs: Knobs = {
      maxBatchSize: 128,
      maxNumTokens: 4096,
      memoryFraction: 0.5,
      weights: 'fp8',
      kvCache: 'int8',
      maxQueueDelay: 0.005,
    };
    const turned = applyKnobs(deployment, knobs, catalogue);
    expect(turned.limits.maxBatchSize).toEqual({
      value: 128,
      origin: { kind: 'flag', flag: '--max-batch-size' },
    });
    expect(turned.limits.maxNumTokens).toEqual({
      value: 4096,
      origin: { kind: 'flag', flag: '--max-num-tokens' },
    });
    expect(turned.kvCache.memoryFraction?.origin).toEqual({ kind: 'flag', flag: '--memory-fraction' });
    expect(turned.precision.weights).toEqual({ value: 'fp8', origin: { kind: 'flag', flag: '--weights' } });
    expect(turned.precision.kvCache).toEqual({ value: 'int8', origin: { kind: 'flag', flag: '--kv-dtype' } });
    expect(turned.batching.maxQueueDelay?.value).toBe(0.005);
    expect(turned.batching.kind).toBe(deployment.batching.kind);
  });

  it('takes GPU and model from the catalogue, and ignores a name that is not in it', () => {
    expect(applyKnobs(deployment, { gpu: 'L4' }, catalogue).gpu.model).toEqual({
      value: l4,
      origin: { kind: 'flag', flag: '--gpu' },
    });
    expect(applyKnobs(deployment, { gpu: 'gone' }, catalogue).gpu).toEqual(deployment.gpu);
    const turned = applyKnobs({ ...deployment, model: {} }, { model: llama8b.name }, catalogue);
    expect(turned.model.architecture?.value).toBe(llama8b);
    expect(turned.model.name?.value).toBe(llama8b.name);
  });

  it('needs as many GPUs as the new split says, pipeline stages included', () => {
    const turned = applyKnobs(deployment, { tensorParallel: 4 }, catalogue);
    expect(turned.parallelism.tensor?.value).toBe(4);
    expect(turned.gpu.count?.value).toBe(8);
    expect(turned.gpu.count?.origin.kind).toBe('derived');
  });
});

describe('applyToWorkload', () => {
  it('moves the middle of a distribution and keeps its shape', () => {
    const turned = applyToWorkload(workload, { promptTokens: 2048, outputTokens: 256, rate: 3, seed: 9 });
    expect(turned.prompt).toEqual({ kind: 'lognormal', median: 2048, sigma: 0.5 });
    expect(turned.output).toEqual({ kind: 'uniform', low: 128, high: 384 });
    expect(middleOf(turned.output)).toBe(256);
    expect(turned.arrivals).toEqual({ kind: 'poisson', rate: 3 });
    expect(turned.seed).toBe(9);
    expect(applyToWorkload(workload, {})).toEqual(workload);
  });
});

describe('startOf', () => {
  it('says the value of the files and where it stands', () => {
    expect(startOf('maxBatchSize', { deployment })).toEqual({
      value: 64,
      origin: deployment.limits.maxBatchSize!.origin,
    });
    expect(startOf('gpu', { deployment })?.value).toBe(h100.name);
  });

  it('knows nothing where nobody said and nothing was assumed', () => {
    expect(startOf('maxNumTokens', { deployment })).toBeUndefined();
    expect(startOf('rate', { deployment })).toBeUndefined();
  });

  it('has the load from the workload', () => {
    expect(startOf('rate', { deployment, workload })?.value).toBe(12);
    expect(startOf('promptTokens', { deployment, workload })?.value).toBe(512);
  });
});

describe('commandOf', () => {
  const parts = {
    deployment,
    root: undefined,
    several: false,
    knobs: {},
    workload,
    compared: ['static', 'inflight'],
  } as const;

  it('names what was read, the turned knobs and the whole workload', () => {
    const knobs: Knobs = { maxBatchSize: 128, maxQueueDelay: 0.0015 };
    expect(commandOf({ ...parts, root: 'examples/llama', knobs })).toBe(
      'batchwise simulate examples/llama --max-batch-size 128 --max-queue-delay-us 1500 ' +
        '--rate 12 --isl lognormal:512,0.5 --osl uniform:64,192 --requests 400 --seed 7 --compare static,inflight',
    );
  });

  it('says which of several deployments', () => {
    expect(commandOf({ ...parts, several: true })).toContain(' --deployment tensorrt_llm ');
  });

  it('finds the folder that the deployment was put together from', () => {
    expect(commandOf(parts)).toMatch(/^batchwise simulate \. /);
    const inside = { ...deployment, path: 'a/model_repository/tensorrt_llm/config.pbtxt' };
    expect(commandOf({ ...parts, deployment: inside })).toMatch(/^batchwise simulate a --rate/);
    const manifest = { ...deployment, path: '/k8s/deployment.yaml' };
    expect(commandOf({ ...parts, deployment: manifest })).toMatch(/^batchwise simulate \/k8s /);
  });

  it('describes by flags what no file says', () => {
    const { path: _, ...made } = deployment;
    expect(commandOf({ ...parts, deployment: made, knobs: { gpu: 'L4' } })).toMatch(
      /^batchwise simulate --engine tensorrt-llm --gpu L4 /,
    );
  });

  it('quotes what a shell would take apart', () => {
    expect(commandOf({ ...parts, root: "it's here" })).toContain(` 'it'\\''s here' `);
  });
});

describe('stops', () => {
  it('rise strictly', () => {
    const all = knobList.flatMap((knob) => (knob.kind === 'number' ? [knob.stops] : []));
    for (const stops of [...all, logarithmicStops(1, 8192), powersOfTwo(1, 2048)]) {
      for (let i = 1; i < stops.length; i++) expect(stops[i]).toBeGreaterThan(stops[i - 1]!);
    }
  });

  it('of whole-number knobs are whole and accepted by their field', () => {
    for (const knob of knobList) {
      if (knob.kind !== 'number') continue;
      for (const stop of knob.stops) {
        expect(parseTyped(shown(stop, knob), knob), `${knob.id} ${stop}`).toBeCloseTo(stop, 10);
      }
    }
  });

  it('take in a start value that lies between them', () => {
    expect(withStops([1, 2, 4], 3, undefined, 4)).toEqual([1, 2, 3, 4]);
  });
});

describe('parseTyped', () => {
  const batch = knobById.get('maxBatchSize')! as Parameters<typeof parseTyped>[1];
  const fraction = knobById.get('memoryFraction')! as Parameters<typeof parseTyped>[1];

  it('reads numbers as people type them', () => {
    expect(parseTyped('64', batch)).toBe(64);
    expect(parseTyped(' 1,024 ', batch)).toBe(1024);
    expect(parseTyped('90', fraction)).toBe(0.9);
    expect(parseTyped('7', fraction)).toBe(0.07);
    expect(shown(0.07, fraction)).toBe('7');
  });

  it('takes nothing that is no value of the knob', () => {
    for (const text of ['', '6.5', '-1', '0', '1e99', '12x', '0x10', 'NaN', 'Infinity']) {
      expect(parseTyped(text, batch), text).toBeUndefined();
    }
    expect(parseTyped('101', fraction)).toBeUndefined();
  });
});

describe('withKnob', () => {
  it('sets and puts back', () => {
    const turned = withKnob({ seed: 1 }, 'maxBatchSize', 8);
    expect(turned).toEqual({ seed: 1, maxBatchSize: 8 });
    expect(withKnob(turned, 'seed', undefined)).toEqual({ maxBatchSize: 8 });
  });
});
