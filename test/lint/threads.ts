import type { Files } from './support.ts';

/** One thread of ../shared/facts whose configuration gives the finding that would have saved it. */
export interface Thread {
  readonly thread: string;
  /** The configuration, cut down to what the thread says of it. */
  readonly files: Files;
  readonly code: string;
}

const engine = (parameters: Record<string, string>): string =>
  Object.entries({ gpt_model_type: 'inflight_fused_batching', gpt_model_path: '/engines/llm', ...parameters })
    .map(([key, value]) => `parameters { key: "${key}" value { string_value: "${value}" } }\n`)
    .join('');
const model = 'deploy/models/llm/config.pbtxt';
const triton = (parameters: Record<string, string>, more = ''): string =>
  `backend: "tensorrtllm"\nmax_batch_size: 8\n${more}${engine(parameters)}`;
const build = (options: string): string =>
  `trtllm-build --checkpoint_dir ckpt --output_dir /engines/llm ${options}\n`;
const convert = (options: string): string =>
  `python3 examples/llama/convert_checkpoint.py --model_dir m --output_dir ckpt ${options}\n`;
const config = (heads: number, kvHeads: number, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: heads * 128,
    intermediate_size: 17920,
    num_hidden_layers: 60,
    num_attention_heads: heads,
    num_key_value_heads: kvHeads,
    vocab_size: 32000,
    max_position_embeddings: 4096,
    ...more,
  });
const sh = (text: string): Files => ({ 'serve.sh': `${text}\n` });
const trt = (version: string, text: string): Files => ({
  'build.sh': `# batchwise: trtllm=${version}\n${text}`,
});

/** ../shared/facts/trtllm/issues.md: T is NVIDIA/TensorRT-LLM, B is triton-inference-server/tensorrtllm_backend. */
const trtllmThreads: readonly Thread[] = [
  { thread: 'T#1203', code: 'BWL001', files: trt('0.8.0', build('--use_inflight_batching')) },
  { thread: 'T#1840', code: 'BWL001', files: trt('0.10.0', convert('--use_gpt_attention_plugin float16')) },
  {
    thread: 'T#2049',
    code: 'BWL001',
    files: trt('0.12.0', build('--max_input_len 1024 --max_output_len 1024')),
  },
  { thread: 'T#2058', code: 'BWC006', files: trt('0.10.0', convert('') + build('--tp_size 2')) },
  { thread: 'T#2021', code: 'BWL001', files: trt('0.12.0', convert('') + build('--tp_size 2')) },
  { thread: 'T#1700', code: 'BWC006', files: trt('0.9.0', convert('--tp_size 2') + build('--tp_size 4')) },
  {
    thread: 'T#2143',
    code: 'BWC015',
    files: trt(
      '0.11.0',
      'trtllm-build --checkpoint_dir ckpt \\\n  --output_dir e\n  --max_multimodal_len 576\n',
    ),
  },
  ...[
    'pytorch_backend_config:\n  use_cuda_graph: true',
    'use_cuda_graph: true',
    'cuda_graph_config:\n  padding_enabled: true',
  ].map((yaml, at) => ({
    thread: `T PR#${[4603, 5014, 6003][at]}`,
    code: 'BWC018',
    files: {
      'serve.sh': '# batchwise: trtllm=1.0.0\ntrtllm-serve m --extra_llm_api_options extra.yaml\n',
      'extra.yaml': `${yaml}\n`,
    },
  })),
  {
    thread: 'T#8223',
    code: 'BWC012',
    files: trt('1.0.0', `${build('')}trtllm-serve /engines/llm\n`),
  },
  {
    thread: 'server#7362',
    code: 'BWC014',
    files: {
      [model]: triton({ gpt_model_path: '/models/llm/1' }),
      'deploy/models/llm/1/config.json':
        '{ "version": "0.9.0", "pretrained_config": {}, "build_config": {} }',
      'deploy/run.sh':
        'docker run nvcr.io/nvidia/tritonserver:24.10-trtllm-python-py3 tritonserver --model-repository=/models\n',
    },
  },
  ...['T#2717', 'T#2702'].map((thread) => ({
    thread,
    code: 'BWC010',
    files: {
      [model]: triton({ enable_chunked_context: 'false' }),
      'deploy/build.sh': `# batchwise: trtllm=0.16.0\n${build('--max_input_len 16000 --max_seq_len 16384')}`,
    },
  })),
  {
    thread: 'T#9277',
    code: 'BWC010',
    files: sh('# batchwise: trtllm=1.1.0\ntrtllm-serve meta-llama/Llama-3.1-8B-Instruct --max_seq_len 16384'),
  },
  {
    thread: 'T#511',
    code: 'BWC016',
    files: sh(
      'python3 examples/llama/build.py --model_dir m --remove_input_padding --use_gpt_attention_plugin float16 --max_num_tokens 4096',
    ),
  },
  {
    thread: 'B#130',
    code: 'BWB001',
    files: { [model]: triton({}), 'deploy/build.sh': build('--max_batch_size 1') },
  },
  { thread: 'B#402', code: 'BWL007', files: { [model]: triton({ max_input_len: '4096' }) } },
  {
    thread: 'T PR#3656',
    code: 'BWC017',
    files: sh(
      `${build('--max_batch_size 64')}trtllm-bench --model m throughput --engine_dir /engines/llm --dataset d --max_batch_size 128`,
    ),
  },
  ...['T#542', 'B#59'].map((thread) => ({
    thread,
    code: 'BWC011',
    files: {
      [model]: triton({ max_tokens_in_paged_kv_cache: '1024' }),
      'deploy/build.sh': build('--max_seq_len 2048'),
    },
  })),
  {
    thread: 'B#366',
    code: 'BWC011',
    files: {
      [model]: triton({ max_tokens_in_paged_kv_cache: '29184' }),
      'deploy/build.sh': build('--max_seq_len 34816 --tokens_per_block 128'),
    },
  },
  {
    thread: 'B#609',
    code: 'BWC011',
    files: {
      [model]: triton({ max_tokens_in_paged_kv_cache: '2560' }),
      'deploy/build.sh': build('--max_seq_len 4096'),
    },
  },
  { thread: 'B#645', code: 'BWC004', files: trt('0.13.0', build('--kv_cache_type=disabled')) },
  {
    thread: 'T#1428',
    code: 'BWP001',
    files: sh(
      '# batchwise: gpu=A100-SXM4-80GB trtllm=0.9.0\npython3 quantize.py --model_dir m --qformat fp8 --output_dir ckpt',
    ),
  },
  {
    thread: 'T#1671',
    code: 'BWP004',
    files: sh(`# batchwise: gpu=V100-SXM2-32GB trtllm=0.9.0\n${build('--use_paged_context_fmha enable')}`),
  },
  ...['T#1864', 'T#1914'].map((thread) => ({
    thread,
    code: 'BWP004',
    files: sh(`# batchwise: gpu=L40 trtllm=0.10.0\n${build('--use_fp8_context_fmha enable')}`),
  })),
  {
    thread: 'T#2855',
    code: 'BWP004',
    files: sh(`# batchwise: gpu=RTX-5090 trtllm=0.18.0\n${build('--use_fp8_context_fmha enable')}`),
  },
  {
    thread: 'T#4599',
    code: 'BWP005',
    files: sh('# batchwise: gpu=L40S trtllm=0.20.0\ntrtllm-serve Qwen/Qwen3-8B-FP8 --backend pytorch'),
  },
  ...['T#771', 'T#200', 'T#739', 'T#1182'].map((thread) => ({
    thread,
    code: 'BWP001',
    files: sh(
      '# batchwise: gpu=T4 trtllm=0.8.0\npython3 quantize.py --model_dir m --qformat int4_awq --output_dir ckpt',
    ),
  })),
  {
    thread: 'T#2166',
    code: 'BWC001',
    files: trt('0.12.0', convert('--int8_kv_cache') + build('--use_paged_context_fmha enable')),
  },
  {
    thread: 'T#2447',
    code: 'BWC002',
    files: trt(
      '0.13.0',
      `python3 quantize.py --model_dir m --dtype float16 --qformat fp8 --output_dir ckpt\n${build('--use_fp8_context_fmha enable')}`,
    ),
  },
  ...['B#271', 'B#323'].map((thread) => ({
    thread,
    code: 'BWB002',
    files: {
      [model]: triton({ enable_kv_cache_reuse: 'true' }),
      'deploy/build.sh': `# batchwise: trtllm=0.9.0\n${build('')}`,
    },
  })),
  ...['B#378', 'B#396', 'B#667'].map((thread) => ({
    thread,
    code: 'BWB005',
    files: {
      [model]: triton(
        {},
        'dynamic_batching { preferred_batch_size: [ 8 ] max_queue_delay_microseconds: 1000000 }\n',
      ),
    },
  })),
  {
    thread: 'B#511',
    code: 'BWL026',
    files: { [model]: triton({ gpt_model_type: 'V1' }), 'deploy/build.sh': build('') },
  },
  {
    thread: 'T#401',
    code: 'BWM007',
    files: sh(
      '# batchwise: gpu=A100-SXM4-40GB trtllm=0.5.0\npython3 examples/llama/build.py --model_dir Llama-2-7b-hf --dtype float16 --max_batch_size 192 --max_input_len 1024 --max_output_len 1024 --use_gpt_attention_plugin float16',
    ),
  },
  {
    thread: 'T#1188',
    code: 'BWM008',
    // The thread has an RTX A4000, which has as much memory.
    files: sh(
      `# batchwise: gpu=RTX-4080 trtllm=0.15.0\npython3 examples/qwen/convert_checkpoint.py --model_dir Qwen/Qwen2.5-0.5B --dtype float16 --output_dir ckpt\n${build('')}`,
    ),
  },
  {
    thread: 'NeMo Export-Deploy#131',
    code: 'BWC003',
    files: trt(
      '0.20.0',
      `python3 quantize.py --model_dir m --qformat fp8 --output_dir ckpt\n${build('--use_paged_context_fmha disable')}`,
    ),
  },
  ...['T#1992', 'T#108', 'T#440', 'T#753'].map((thread) => ({
    thread,
    code: 'BWC007',
    files: trt(
      '0.11.0',
      `${convert('--tp_size 4')}${build('')}mpirun -n 2 python3 examples/run.py --engine_dir /engines/llm\n`,
    ),
  })),
];

const threeThousandNinety = 'GeForce-RTX-3090';

/** ../shared/facts/engines/issues_misconfig.md. */
const engineThreads: readonly Thread[] = [
  {
    thread: 'vllm#2652',
    code: 'BWA001',
    files: {
      'WizardLM-33B/config.json': config(52, 52),
      'serve.sh': 'vllm serve ./WizardLM-33B --tensor-parallel-size 8\n',
    },
  },
  {
    thread: 'vllm#414',
    code: 'BWA001',
    files: {
      'm/config.json': config(52, 52),
      'serve.sh': 'python -m vllm.entrypoints.api_server --model ./m -tp 3\n',
    },
  },
  {
    thread: 'vllm#596',
    code: 'BWA001',
    files: sh('vllm serve meta-llama/Llama-2-13b-hf --tensor-parallel-size 3'),
  },
  {
    thread: 'gpustack#2259',
    code: 'BWA001',
    files: sh('vllm serve google/gemma-3-27b-it --tensor-parallel-size 3'),
  },
  {
    thread: 'gpustack#814',
    code: 'BWA001',
    files: {
      'InternVL2_5-78B-AWQ/config.json': config(64, 8),
      'serve.sh': 'vllm serve ./InternVL2_5-78B-AWQ -tp 3\n',
    },
  },
  {
    thread: 'ai-lab-recipes#514',
    code: 'BWA001',
    files: sh('vllm serve mistralai/Mixtral-8x7B-v0.1 --tensor-parallel-size 3'),
  },
  {
    thread: 'AdaptThink#1',
    code: 'BWA001',
    files: { 'README.md': '```bash\nvllm serve Qwen/Qwen2.5-7B-Instruct --tensor-parallel-size 8\n```\n' },
  },
  {
    thread: 'vllm#52435 (experts)',
    code: 'BWA004',
    files: sh(
      '# batchwise: vllm=0.20.0\nvllm serve deepseek-ai/DeepSeek-V3 --tensor-parallel-size 3 --enable-expert-parallel',
    ),
  },
  {
    thread: 'vllm#52435 (heads)',
    code: 'BWA001',
    files: sh(
      '# batchwise: vllm=0.20.0\nvllm serve deepseek-ai/DeepSeek-V3 --tensor-parallel-size 3 --enable-expert-parallel',
    ),
  },
  {
    thread: 'SubgraphRAG#19',
    code: 'BWM002',
    files: sh(
      `# batchwise: gpu=${threeThousandNinety} vllm=0.8.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --dtype bfloat16`,
    ),
  },
  {
    thread: 'vllm#4327',
    code: 'BWP001',
    files: sh(
      '# batchwise: gpu=A10 vllm=0.4.2\nvllm serve meta-llama/Meta-Llama-3-8B-Instruct --quantization fp8',
    ),
  },
  {
    thread: 'vllm#6815',
    code: 'BWP002',
    files: sh(
      `# batchwise: gpu=${threeThousandNinety} vllm=0.5.4\nvllm serve neuralmagic/Meta-Llama-3.1-70B-Instruct-FP8 -tp 8`,
    ),
  },
  {
    thread: 'vllm#1488',
    code: 'BWP001',
    files: sh(
      '# batchwise: gpu=V100-SXM2-32GB vllm=0.3.0\nvllm serve TheBloke/Llama-2-7B-Chat-AWQ --quantization awq --dtype half',
    ),
  },
  ...['vllm#1157', 'vllm#946'].map((thread) => ({
    thread,
    code: 'BWP001',
    files: sh('# batchwise: gpu=T4 vllm=0.3.0\nvllm serve mistralai/Mistral-7B-v0.1 --dtype bfloat16'),
  })),
  ...['sglang#7715', 'sglang#12887'].map((thread) => ({
    thread,
    code: 'BWP003',
    files: sh(
      '# batchwise: gpu=A100-SXM4-80GB sglang=0.4.8\npython -m sglang.launch_server --model-path Qwen/Qwen3-8B-FP8',
    ),
  })),
  {
    thread: 'trl#3788',
    code: 'BWV006',
    files: {
      'train.py':
        '# batchwise: vllm=0.6.6\nfrom vllm import LLM\nllm = LLM("m", max_num_batched_tokens=4096, max_model_len=8192)\n',
    },
  },
  {
    thread: 'vllm#17853',
    code: 'BWV007',
    files: sh(
      'vllm serve openai/whisper-large-v3 --max-model-len 448 --max-num-seqs 4 --max-num-batched-tokens 5120',
    ),
  },
  {
    thread: 'Ksuriuri/index-tts-vllm#99',
    code: 'BWV016',
    files: sh('# batchwise: vllm=0.9.0 ram=4.3GiB\nvllm serve IndexTeam/IndexTTS'),
  },
  {
    thread: 'vllm-project/vllm#787',
    code: 'BWV016',
    files: {
      'run.py':
        '# batchwise: vllm=0.2.7\nfrom vllm import LLM, SamplingParams\nllm = LLM(model="codellama/CodeLlama-7b-hf", swap_space=0)\nllm.generate(prompts, SamplingParams(n=4))\n',
    },
  },
  {
    thread: 'Qwen3#295',
    code: 'BWM002',
    // 7344 tokens are what 24 GB leave to it.
    files: {
      'Qwen1.5-7B-Chat/config.json': JSON.stringify({
        architectures: ['Qwen2ForCausalLM'],
        model_type: 'qwen2',
        hidden_size: 4096,
        intermediate_size: 11008,
        num_hidden_layers: 32,
        num_attention_heads: 32,
        num_key_value_heads: 32,
        vocab_size: 151936,
        max_position_embeddings: 32768,
      }),
      'serve.sh': '# batchwise: gpu=RTX-3090 vllm=0.4.2\nvllm serve ./Qwen1.5-7B-Chat\n',
    },
  },
  {
    thread: 'dynamo#356',
    code: 'BWV016',
    files: sh('# batchwise: ram=7.5GiB vllm=0.7.2\nvllm serve deepseek-ai/DeepSeek-R1-Distill-Llama-8B'),
  },
  {
    thread: 'vllm-project/vllm#10517',
    code: 'BWM002',
    files: sh(
      '# batchwise: gpu=RTX-3090 vllm=0.6.4\nvllm serve meta-llama/Llama-3.1-8B-Instruct --max-model-len 29000',
    ),
  },
];

export const threads: readonly Thread[] = [...trtllmThreads, ...engineThreads];

/** Threads that no file decides, each with what is missing. */
export const undecidable: Readonly<Record<string, string>> = {
  'T#6329': 'the lengths and sampling parameters of requests decide',
  'B#473': 'the request of the client carries the draft tokens',
  'T#2496': 'what else is allocated after the KV cache decides by a few per cent',
  'B#303': 'the thread names no model sizes to add up',
  'T#950': 'micro-batches of the overlap scheduler are a figure of the simulator',
  'T#2866': 'the policy of reservations shows only under load: the simulator models it',
  'T#1012': 'the policy of reservations shows only under load: the simulator models it',
  'B#188': 'the client calls another model than it means',
  'vllm#2418':
    'no card of the catalogue leaves 3,664 tokens to a model of 7B: what else was on the GPU is not said',
  'OpenRLHF#336': 'the thread names neither GPU nor split: where they are named BWM002 decides',
  'vllm#2248':
    'by weights and KV cache it fits 2 × L40 with 9 GiB to spare: the profile of activations of that release took them, of which no start-up log is known',
  'sglang#4330':
    'the feasible share of memory is empty by one per cent: below the accuracy of the memory model',
  'sglang#322': 'a hint of the program contradicts itself; the configuration is not wrong',
  'tgi#2246': 'warm-up infers the batch from the free memory that it finds',
  'tgi#1164': 'the cause was not confirmed in the thread',
  'tgi#755': 'only the title was read',
  'tgi#710':
    'by its weights, its 16,000 tokens and its prefill it fits 8 × 24 GB with 3 GiB to spare: what took these is not in the thread',
  'vllm#17462':
    'on 2 × L20 the graphs, which that release does not count, fit with 3 GiB to spare by every figure known: what else took the memory is not in the thread',
  'rllm#62': 'swap space runs out under load: how many answers each request samples is in another framework',
  'vllm#28228': 'the model mixes layers of several kinds, whose cache the catalogue does not size',
  'vllm#51041': 'a report that misleads; nothing is configured wrongly',
  'vllm#54662': 'a report that misleads; nothing is configured wrongly',
};
