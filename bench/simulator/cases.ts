import type { Settings } from '../../deployment/overrides.ts';
import type { EngineSpec, Workload } from '../../simulator/index.ts';
import { h100Llama8b } from './deployments.ts';

/** What is simulated over and over, and how many requests of it. */
export interface Case {
  readonly name: string;
  readonly requests: number;
  readonly spec: EngineSpec;
  readonly workload: Omit<Workload, 'requests'>;
}

/** Ten requests a second, about 1,000 tokens in and 200 out. */
const chat: Omit<Workload, 'requests'> = {
  arrivals: { kind: 'poisson', rate: 10 },
  prompt: { kind: 'lognormal', median: 1000, sigma: 0.6 },
  output: { kind: 'lognormal', median: 200, sigma: 0.6 },
  seed: 1,
};

const vllm: Settings = { engine: 'vllm', engineVersion: '0.11.0', prefixCaching: false };

const trtllm: Settings = { engine: 'tensorrt-llm', engineVersion: '1.0.0', prefixCaching: false };

/** Ten system prompts of 300 tokens on average. */
const prefix: Workload['prefix'] = { share: 0.25, groups: 10 };

/** Four turns each; the next one comes half a minute after the last answer. */
const conversations: Omit<Workload, 'requests'> = {
  ...chat,
  arrivals: { kind: 'poisson', rate: 3 },
  prompt: { kind: 'lognormal', median: 200, sigma: 0.6 },
  sessions: { turns: { kind: 'fixed', tokens: 4 }, thinkTime: 30 },
};

export const cases: readonly Case[] = [
  of('in-flight, vLLM', 1_000_000, vllm),
  of('in-flight, TensorRT-LLM', 1_000_000, trtllm),
  of('chunks of 512 tokens', 500_000, { ...vllm, maxNumTokens: 512, chunkedPrefill: true }),
  of('prefix cache, vLLM', 500_000, { ...vllm, prefixCaching: true }, { ...chat, prefix }),
  of('prefix cache, TensorRT-LLM', 500_000, { ...trtllm, prefixCaching: true }, { ...chat, prefix }),
  of('conversations, vLLM', 500_000, { ...vllm, prefixCaching: true }, conversations),
  of('two pipeline stages', 200_000, { ...vllm, pipelineParallel: 2, gpus: 2 }),
  of('vLLM V0', 500_000, { engine: 'vllm', engineVersion: '0.6.6', prefixCaching: false }),
  of('SGLang', 500_000, { engine: 'sglang', engineVersion: '0.5.0', prefixCaching: false }),
  of('TGI', 500_000, { engine: 'tgi', engineVersion: '3.0.0' }),
  of('static batches', 500_000, { ...vllm, batching: 'static', maxBatchSize: 64 }),
  of('dynamic batcher', 500_000, { ...vllm, batching: 'dynamic', maxBatchSize: 64 }),
];

function of(name: string, requests: number, settings: Settings, workload = chat): Case {
  return { name, requests, spec: h100Llama8b(settings), workload };
}
