import type { NumberFormat } from '../../deployment/deployment.ts';
import { acceptedTokens, type Speculation } from '../cost/speculation.ts';
import type { Measurement } from './measurement.ts';

/** What a benchmark's launch script sets where its rows do not say it. */
export interface Recipe {
  readonly kvFormat?: NumberFormat;
  /** Token budget of a step, and how many sequences it may have. */
  readonly maxNumTokens?: number;
  readonly memoryFraction?: number;
  /** Decode steps that a request waits in the mean before the scheduler takes it. */
  readonly waitSteps?: number;
  /** Ranks whose host work one core does. */
  readonly ranksPerCore?: number;
  readonly speculation?: Speculation;
}

/**
 * Rows of InferenceX's sweeps: its own suite, and NVIDIA's gap analysis where it repeats them to the millisecond (its
 * rows of vLLM and SGLang with InferenceX's lengths).
 */
export function isInferenceX(row: Measurement): boolean {
  if (row.suite === 'inferencex') return true;
  const lengths = `${row.promptTokens}/${row.outputTokens}`;
  return row.suite === 'aic-gap' && row.engine !== 'trtllm' && sweep.has(lengths);
}
const sweep = new Set(['1024/1024', '1024/8192', '8192/1024']);

/**
 * SemiAnalysisAI/InferenceX (Apache-2.0), benchmarks/single_node and benchmarks/*_slurm.sh of late 2025 and early 2026: the same
 * flags in all scripts of a model and engine, but for what is told apart here.
 */
export function recipeOf(row: Measurement): Recipe {
  if (row.suite === 'inferencex-exp') return experimentalScript(row);
  if (!isInferenceX(row)) return {};
  const speculation = speculationOf(row);
  return { ...scriptOf(row), ...(speculation ? { speculation } : {}) };
}

/**
 * experimental/token_position_decode_slo: Slurm scripts that ask for eight GPUs and no cores. Slurm then gives a task one
 * (sbatch, `--cpus-per-task`), on which the eight ranks launch their kernels.
 */
function experimentalScript({ tensorParallel, pipelineParallel, dataParallel }: Measurement): Recipe {
  return { ranksPerCore: tensorParallel * pipelineParallel * dataParallel };
}

function scriptOf(row: Measurement): Recipe {
  switch (row.engine) {
    case 'sglang':
      return sglangScript(row);
    case 'vllm':
      return vllmScript(row);
    default:
      return tensorrtScript(row);
  }
}

/**
 * `--kv-cache-dtype fp8_e4m3` but with BF16 weights; `--scheduler-recv-interval` 10 below 16 clients, else 30: the scheduler
 * looks at arrivals only every so many decode steps.
 */
function sglangScript(row: Measurement): Recipe {
  const isDeepseek = /deepseek/i.test(row.model);
  const isQwen = /qwen3\.5/i.test(row.model);
  const few = (row.concurrency ?? 0) < 16;
  // qwen3.5_fp8_b300.sh: 10 throughout; qwen3.5_fp8_h200.sh and glm5_*.sh leave the default, each step.
  const own =
    isQwen && row.weights === 'fp8' && row.gpu.startsWith('B300') && row.version.startsWith('0.5.10');
  const polled = isDeepseek || (isQwen && !row.gpu.startsWith('H'));
  return {
    ...(row.weights === 'bf16' ? {} : { kvFormat: 'fp8' as const }),
    maxNumTokens:
      isDeepseek && row.weights === 'nvfp4' ? 16384 : own || row.gpu.startsWith('H') ? 16384 : 32768,
    ...(polled ? { waitSteps: own || few ? 5 : 15 } : {}),
  };
}

/** 70b_*.sh and gptoss_*.sh: a budget of 8192 tokens; FP8 keys and values, of gpt-oss on Blackwell alone. */
function vllmScript(row: Measurement): Recipe {
  const isLlama = /llama/i.test(row.model);
  const isGptOss = /gpt-oss/i.test(row.model);
  if (!isLlama && !isGptOss) return {};
  const narrow = isLlama || row.gpu.startsWith('B');
  return { maxNumTokens: 8192, ...(narrow ? { kvFormat: 'fp8' as const } : {}) };
}

/**
 * 70b_fp8_*_trt_slurm.sh and dsr1_fp8_b200_trt.sh hold prompts back for `batch_wait_timeout_iters` steps with many short ones;
 * attention data parallelism waits for a prompt on each rank, for 60 steps at most (`attention_dp_config`).
 */
function tensorrtWait(row: Measurement): number | undefined {
  const short = row.promptTokens === 1024 && row.outputTokens === 1024;
  if (/llama/i.test(row.model)) return short && row.tensorParallel < 8 ? 20 : undefined;
  if (row.dataParallel > 1) return 30;
  const held = row.version === '1.2.0rc6.post2' && row.weights === 'fp8' && (row.concurrency ?? 0) >= 64;
  return short && held ? 40 : undefined;
}

/** dsr1_*_trt.sh, gptoss_fp4_h200_trt.sh and 70b_fp8_*_trt_slurm.sh: `--max_num_tokens` and the KV cache's share. */
function tensorrtScript(row: Measurement): Recipe {
  const waitSteps = tensorrtWait(row);
  return { ...tensorrtLimits(row), ...(waitSteps === undefined ? {} : { waitSteps }) };
}

function tensorrtLimits(row: Measurement): Recipe {
  const prompt = row.promptTokens ?? 0;
  if (/gpt-oss/i.test(row.model)) return { maxNumTokens: 20000, memoryFraction: 0.85 };
  if (/llama/i.test(row.model)) return { maxNumTokens: prompt + (row.outputTokens ?? 0) };
  const needed = Math.ceil(((row.concurrency ?? 0) + prompt + 64) / 64) * 64;
  return { maxNumTokens: Math.max(8192, needed), memoryFraction: row.gpu.startsWith('H') ? 0.75 : 0.8 };
}

/**
 * How likely a drafted token is to be accepted if those before it are, on the random words that InferenceX sends: what the
 * rows with and without it say (same day, release and parallelism).
 */
const acceptance = 0.62;

/**
 * Rows do not say whether they drafted; the sweeps tell. perf-changelog.yaml: TensorRT-LLM's came with PR 392 (swept on
 * 2026-01-14) and run from PR 632 and 642 on in 1.2.0rc6.post3, where those without stay at 1.2.0rc6.post2; three tokens, one
 * with attention data parallelism. SGLang's DeepSeek-R1 in FP8 over 8 ranks (PR 626) drafts two, its Qwen3.5 in FP8 over 4
 * ranks without expert parallelism (PR 898, image 0.5.9) three.
 */
function speculationOf(row: Measurement): Speculation | undefined {
  const draftTokens = draftTokensOf(row);
  return draftTokens === 0 ? undefined : { draftTokens, accepted: acceptedTokens(draftTokens, acceptance) };
}

function draftTokensOf(row: Measurement): number {
  const isR1 = /deepseek-r1/i.test(row.model);
  if (row.engine === 'trtllm' && isR1) {
    const drafts = row.version === '1.2.0rc6.post3' || row.notes.includes('2026-01-14');
    return drafts ? (row.dataParallel > 1 ? 1 : 3) : 0;
  }
  if (row.engine !== 'sglang' || row.weights !== 'fp8') return 0;
  if (isR1 && row.tensorParallel === 8 && !row.version.startsWith('0.5.6')) return 2;
  const isQwen = /qwen3\.5/i.test(row.model);
  return isQwen && row.tensorParallel === 4 && row.expertParallel === 1 && row.version === '0.5.9' ? 3 : 0;
}
