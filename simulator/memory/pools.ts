import type { EngineSpec } from '../spec.ts';
import { sum } from './buffer.ts';
import type { InstanceMemory } from './instance.ts';
import { blocksIn, type KvLayout } from './kv-layout.ts';
import { sglangMemory } from './sglang.ts';
import { tensorrtLlmMemory } from './tensorrt-llm.ts';
import { tgiMemory } from './tgi.ts';
import { vllmMemory } from './vllm.ts';

/** An instance's memory with its KV cache in whole blocks. */
export interface Pool {
  readonly memory: InstanceMemory;
  readonly blocks: number;
}

const rules = {
  'tensorrt-llm': tensorrtLlmMemory,
  triton: tensorrtLlmMemory,
  vllm: vllmMemory,
  sglang: sglangMemory,
  tgi: tgiMemory,
} as const;

/** Memory of each of the deployment's instances, loaded one after the other on the same GPU. */
export function poolsOf(spec: EngineSpec, layout: KvLayout): Pool[] {
  const pools: Pool[] = [];
  let before = 0;
  for (let instance = 0; instance < spec.instances; instance++) {
    const memory = rules[spec.engine](spec, before);
    const blocks = blocksIn(spec, layout, memory.kvBytes);
    pools.push({ memory, blocks });
    before += sum(memory.items) + sum(memory.beside) + blocks * layout.blockBytes;
  }
  return pools;
}
