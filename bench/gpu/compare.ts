// Sets what bench/gpu/measure.py measured beside what the cost model says of the same GPU, as Markdown:
// `npx tsx bench/gpu/compare.ts RESULTS.json [GPU]`. The GPU is looked up by the device's name unless it is named.
import { readFileSync } from 'node:fs';
import { findGpu } from '../../catalog/gpus.ts';
import type { Gpu } from '../../catalog/types.ts';
import { type EngineSpec, simulate, stepCost } from '../../simulator/index.ts';
import { median } from '../report.ts';
import { llama8bOn } from '../simulator/deployments.ts';
import { attentionSeconds, gemmSeconds } from './predicted.ts';
import type { LoopCase, LoopMeasured, ResultRow, Results } from './results.ts';

const [file, named] = process.argv.slice(2);
if (file === undefined) throw new Error('npx tsx bench/gpu/compare.ts RESULTS.json [GPU]');
const results: Results = JSON.parse(readFileSync(file, 'utf8'));
const gpu = gpuOf(named ?? results.device.name);
const spec = llama8bOn(gpu, { engine: 'vllm', engineVersion: '0.6.6', prefixCaching: false });

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const signed = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
const figure = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en');

interface Line {
  readonly what: string;
  readonly measured: number;
  readonly predicted: number;
}

const groups = new Map<string, Line[]>();
for (const row of results.rows) {
  for (const [group, line] of linesOf(row)) groups.set(group, [...(groups.get(group) ?? []), line]);
}

console.log(`${results.device.name} (${gpu.name} of the catalogue), PyTorch ${results.torch}\n`);
console.log('| what | rows | median error | largest |\n|---|---|---|---|');
for (const [group, lines] of groups) {
  const errors = lines.map(({ measured, predicted }) => predicted / measured - 1);
  const largest = errors.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0);
  console.log(
    `| ${group} | ${lines.length} | ${percent(median(errors.map(Math.abs)))} | ${signed(largest)} |`,
  );
}
for (const [group, lines] of groups) {
  console.log(`\n${group}\n\n| | measured | predicted | error |\n|---|---|---|---|`);
  for (const { what, measured, predicted } of lines)
    console.log(
      `| ${what} | ${figure(measured)} | ${figure(predicted)} | ${signed(predicted / measured - 1)} |`,
    );
}
for (const { part, case: left, why } of results.leftOut)
  console.log(`\nNot measured: ${part} ${JSON.stringify(left)}, ${why}`);

function linesOf(row: ResultRow): [string, Line][] {
  switch (row.part) {
    case 'gemm': {
      const { tokens, inputs, outputs, format } = row.case;
      const what = `${tokens} × ${inputs} × ${outputs}`;
      return [[`GEMM in ${format}, µs`, line(what, row.measured.seconds, gemmSeconds(spec, row.case), 1e6)]];
    }
    case 'decodeAttention': {
      const { batch, context } = row.case;
      const predicted = attentionSeconds(spec, batch * context);
      return [
        [
          'decode attention of a layer, µs',
          line(`${batch} × ${context}`, row.measured.seconds, predicted, 1e6),
        ],
      ];
    }
    case 'prefillAttention': {
      const predicted = attentionSeconds(spec, 0, row.case.chunk);
      return [
        ['prefill attention of a layer, µs', line(`${row.case.chunk}`, row.measured.seconds, predicted, 1e6)],
      ];
    }
    case 'loop':
      return loopLines(row.case, row.measured);
  }
}

function loopLines(loop: LoopCase, measured: LoopMeasured): [string, Line][] {
  const { concurrency, promptTokens, outputTokens, requests } = loop;
  const served: EngineSpec = { ...spec, maxBatchSize: concurrency };
  const cost = stepCost(served);
  const prediction = simulate(served, {
    arrivals: { kind: 'closed', concurrency },
    prompt: { kind: 'fixed', tokens: promptTokens },
    output: { kind: 'fixed', tokens: outputTokens },
    requests,
    seed: 1,
  });
  const context = concurrency * (promptTokens + outputTokens / 2);
  const decode = cost.base(concurrency, concurrency, concurrency) + cost.contextSlope * context;
  const prefill = cost.base(promptTokens, 1, 1) + cost.prefillAttention(promptTokens, 0);
  const what = `${concurrency} clients`;
  return [
    ['loop: decode step, ms', line(what, measured.decodeStep, decode, 1e3)],
    ['loop: prompt step, ms', line(what, measured.prefillStep, prefill, 1e3)],
    ['loop: TPOT, ms', line(what, measured.tpot, prediction.tpot.mean, 1e3)],
    [
      'loop: output tokens/s',
      line(what, measured.outputTokensPerSecond, prediction.outputTokensPerSecond, 1),
    ],
  ];
}

function line(what: string, measured: number, predicted: number, unit: number): Line {
  return { what, measured: measured * unit, predicted: predicted * unit };
}

function gpuOf(name: string): Gpu {
  const found = findGpu(name);
  if (found.kind !== 'found')
    throw new Error(`no GPU of the catalogue is called “${name}”: name it as the last word`);
  return found.item;
}
