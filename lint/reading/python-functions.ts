import { llmArguments } from '../../catalog/llm-arguments.ts';
import { argumentsEver, type PythonSignature, pythonSignature } from '../../catalog/python-signatures.ts';
import type { VersionMention } from '../../deployment/project.ts';

/** A function or class whose arguments are known. */
export interface PythonFunction {
  /** Its resolved name, also by its longer paths. */
  readonly called: RegExp;
  /** How a person calls it. */
  readonly title: string;
  /** Every name that some release has. */
  readonly names: readonly string[];
  /** Where releases were read. */
  readonly signature?: PythonSignature;
  /** Whose release counts: a tool's, or that of a package that requirements pin. */
  readonly releases?: VersionMention['tool'] | 'torch';
  /** What other libraries call an argument, and what it is called here. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

const read = (
  called: RegExp,
  title: string,
  name: string,
  more: Partial<Pick<PythonFunction, 'releases' | 'elsewhere' | 'names'>> = {},
): PythonFunction => {
  const signature = pythonSignature(name);
  return { called, title, names: argumentsEver(signature), signature, elsewhere: {}, ...more };
};

const samplingNames: PythonFunction['elsewhere'] = {
  max_new_tokens: 'max_tokens',
  max_length: 'max_tokens',
  min_new_tokens: 'min_tokens',
  num_return_sequences: 'n',
  stop_sequences: 'stop',
  eos_token_id: 'stop_token_ids',
};

const samplingOfVllm = pythonSignature('vllm.SamplingParams');
const samplingOfTrtllm = pythonSignature('tensorrt_llm.SamplingParams');

/** Names that sample, of vLLM and of TensorRT-LLM. */
export const samplingArguments: ReadonlySet<string> = new Set([
  ...argumentsEver(samplingOfVllm),
  ...argumentsEver(samplingOfTrtllm),
]);

/** Of the classes and of nothing else that has a `generate`. */
export const llmGenerate = /^(vllm|tensorrt_llm)\.([\w.]+\.)?LLM\.generate$/;
export const runner = /^tensorrt_llm\.([\w.]+\.)?ModelRunner\.from_dir$/;
export const cppRunner = /^tensorrt_llm\.([\w.]+\.)?ModelRunnerCpp\.from_dir$/;

const runnerGenerateNames: PythonFunction['elsewhere'] = {
  max_tokens: 'max_new_tokens',
  beam_width: 'num_beams',
  eos_token_id: 'end_id',
  pad_token_id: 'pad_id',
};

/** All but vLLM's engine classes, whose arguments are options of its command line. */
export const pythonFunctions: readonly PythonFunction[] = [
  {
    called: /^tensorrt_llm\.([\w.]+\.)?LLM$/,
    title: '`tensorrt_llm.LLM`',
    names: [...llmArguments.entries.map(({ name }) => name), ...llmArguments.renamed],
    elsewhere: {
      max_model_len: 'max_seq_len',
      max_num_seqs: 'max_batch_size',
      max_num_batched_tokens: 'max_num_tokens',
      tp_size: 'tensor_parallel_size',
      pp_size: 'pipeline_parallel_size',
      gpu_memory_utilization: 'kv_cache_config',
      torch_dtype: 'dtype',
    },
  },
  {
    called: /^tensorrt_llm\.([\w.]+\.)?KvCacheConfig$/,
    title: '`KvCacheConfig`',
    names: llmArguments.entries.find(({ name }) => name === 'kv_cache_config')?.keys ?? [],
    elsewhere: {
      gpu_memory_utilization: 'free_gpu_memory_fraction',
      free_gpu_mem_fraction: 'free_gpu_memory_fraction',
      kv_cache_free_gpu_mem_fraction: 'free_gpu_memory_fraction',
      kv_cache_free_gpu_memory_fraction: 'free_gpu_memory_fraction',
      enable_kv_cache_reuse: 'enable_block_reuse',
      enable_prefix_caching: 'enable_block_reuse',
    },
  },
  read(/^vllm\.([\w.]+\.)?SamplingParams$/, '`SamplingParams`', 'vllm.SamplingParams', {
    releases: 'vllm',
    elsewhere: { ...samplingNames, bad: 'bad_words', random_seed: 'seed' },
  }),
  read(/^tensorrt_llm\.([\w.]+\.)?SamplingParams$/, '`SamplingParams`', 'tensorrt_llm.SamplingParams', {
    elsewhere: { ...samplingNames, bad_words: 'bad' },
  }),
  read(runner, '`ModelRunner.from_dir`', 'tensorrt_llm.runtime.ModelRunner.from_dir'),
  read(cppRunner, '`ModelRunnerCpp.from_dir`', 'tensorrt_llm.runtime.ModelRunnerCpp.from_dir', {
    elsewhere: {
      max_seq_len: 'max_output_len',
      kv_cache_free_gpu_mem_fraction: 'kv_cache_free_gpu_memory_fraction',
      enable_kv_cache_reuse: 'kv_cache_enable_block_reuse',
      enable_block_reuse: 'kv_cache_enable_block_reuse',
    },
  }),
  read(/^tensorrt_llm\.([\w.]+\.)?BuildConfig$/, '`BuildConfig`', 'tensorrt_llm.BuildConfig', {
    elsewhere: { max_model_len: 'max_seq_len', max_num_seqs: 'max_batch_size' },
  }),
  read(
    /^tensorrt_llm\.([\w.]+\.)?ModelRunner\.from_dir\.generate$/,
    '`ModelRunner.generate`',
    'tensorrt_llm.runtime.ModelRunner.generate',
    { elsewhere: runnerGenerateNames },
  ),
  read(
    /^tensorrt_llm\.([\w.]+\.)?ModelRunnerCpp\.from_dir\.generate$/,
    '`ModelRunnerCpp.generate`',
    'tensorrt_llm.runtime.ModelRunnerCpp.generate',
    { elsewhere: runnerGenerateNames },
  ),
  read(/^vllm\.([\w.]+\.)?LLM\.generate$/, '`LLM.generate`', 'vllm.LLM.generate'),
  read(/^tensorrt_llm\.([\w.]+\.)?LLM\.generate$/, '`LLM.generate`', 'tensorrt_llm.LLM.generate'),
  read(/^torch\.onnx\.export$/, '`torch.onnx.export`', 'torch.onnx.export', { releases: 'torch' }),
  read(
    /^onnxruntime\.transformers\.optimizer\.optimize_model$/,
    '`optimize_model`',
    'onnxruntime.transformers.optimizer.optimize_model',
    { elsewhere: { optimization_level: 'opt_level', fusion_options: 'optimization_options' } },
  ),
];
