// What bench/gpu/measure.py measures, with shapes from the catalogue: `npx tsx bench/gpu/plan.ts > plan.json`.
import { findModel } from '../../catalog/models.ts';
import { rankShape } from '../../simulator/model/shape.ts';
import type { Plan } from './results.ts';

const found = findModel('meta-llama/Llama-3.1-8B');
if (found.kind !== 'found') throw new Error('the catalogue no longer has the model of the benchmark');
const model = found.item;
const shape = rankShape(model, 1, 1);
const head = { inputs: model.hidden, outputs: model.vocab };

const plan: Plan = {
  model: {
    name: model.name,
    layers: model.layers,
    hidden: model.hidden,
    heads: model.heads,
    kvHeads: model.kvHeads,
    headDim: model.headDim,
    intermediate: model.intermediate,
    vocab: model.vocab,
  },
  gemm: [...shape.attention, ...shape.mlp, head].flatMap(({ inputs, outputs }) =>
    [16, 64, 256, 1024, 4096].flatMap((tokens) =>
      (['bf16', 'fp8'] as const).map((format) => ({ inputs, outputs, tokens, format })),
    ),
  ),
  decodeAttention: [1, 8, 32, 128].flatMap((batch) =>
    [512, 2048, 8192].map((context) => ({ batch, context })),
  ),
  prefillAttention: [512, 2048, 8192].map((chunk) => ({ chunk })),
  loop: [1, 4, 16, 64].map((concurrency) => ({
    concurrency,
    promptTokens: 512,
    outputTokens: 128,
    requests: 3 * concurrency,
  })),
};
process.stdout.write(`${JSON.stringify(plan, undefined, 1)}\n`);
