import { flagAt, vllmServeFlags } from '../../../catalog/flags.ts';
import { llmArguments } from '../../../catalog/llm-arguments.ts';
import { vllmClass } from '../../../deployment/readers/python-llm.ts';
import type { PythonKeyword } from '../../../grammar/python-call.ts';
import { renameFix } from '../../fixes.ts';
import {
  buildConfigArguments,
  cppRunnerArguments,
  exportArguments,
  llmGenerateArguments,
  runnerArguments,
  runnerGenerateArguments,
  samplingArguments,
} from '../../reading/python-arguments.ts';
import { callsOf } from '../../reading/python-calls.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

/** Arguments of other libraries, and what these classes call them. */
const vllmNames: Readonly<Record<string, string>> = {
  max_seq_len: 'max_model_len',
  max_length: 'max_model_len',
  max_batch_size: 'max_num_seqs',
  max_num_tokens: 'max_num_batched_tokens',
  tp_size: 'tensor_parallel_size',
  pp_size: 'pipeline_parallel_size',
  mem_fraction_static: 'gpu_memory_utilization',
  torch_dtype: 'dtype',
  model_path: 'model',
};
const trtllmNames: Readonly<Record<string, string>> = {
  max_model_len: 'max_seq_len',
  max_num_seqs: 'max_batch_size',
  max_num_batched_tokens: 'max_num_tokens',
  tp_size: 'tensor_parallel_size',
  pp_size: 'pipeline_parallel_size',
  gpu_memory_utilization: 'kv_cache_config',
  torch_dtype: 'dtype',
};
const samplingNames: Readonly<Record<string, string>> = {
  max_new_tokens: 'max_tokens',
  max_length: 'max_tokens',
  min_new_tokens: 'min_tokens',
  num_return_sequences: 'n',
  stop_sequences: 'stop',
  eos_token_id: 'stop_token_ids',
};

export const unknownArgument: Rule = {
  code: 'BWY001',
  name: 'python-argument-unknown',
  area: 'python',
  severity: 'error',
  appliesTo:
    '`vllm.LLM`, `vllm.AsyncEngineArgs`, `tensorrt_llm.LLM`, `SamplingParams` of both, `BuildConfig`, `ModelRunner.from_dir`, `generate` of the runners and the LLM classes, and `torch.onnx.export`; misspellings only where one name alone can have been meant',
  summary: 'The class has no such argument: it belongs to another library, or is misspelt.',
  why: 'The call raises “unexpected keyword argument”.',
  remedy: 'Write the argument as the class has it.',
  sources: [
    'vllm-project/vllm vllm/entrypoints/llm.py, vllm/engine/arg_utils.py EngineArgs and vllm/sampling_params.py',
    'NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm_args.py and sampling_params.py',
    'NVIDIA/TensorRT-LLM tensorrt_llm/runtime/model_runner.py and model_runner_cpp.py, from_dir',
    'pytorch/pytorch torch/onnx/__init__.py export',
  ],
  examplePath: 'run.py',
  examples: {
    bad: [
      'from vllm import LLM\nllm = LLM("m", «max_seq_len»=4096)\n',
      'from vllm import LLM\nllm = LLM("m", «tensor_parallel_sizes»=2)\n',
      'from vllm import AsyncEngineArgs\nargs = AsyncEngineArgs(model="m", «max_batch_size»=8)\n',
      'from vllm import SamplingParams\np = SamplingParams(«max_new_tokens»=128)\n',
      'from tensorrt_llm import LLM\nllm = LLM("m", «max_model_len»=4096)\n',
      'from tensorrt_llm import LLM\nllm = LLM("m", «tensor_parallel_sizes»=2)\n',
      'from tensorrt_llm.runtime import ModelRunner\nrunner = ModelRunner.from_dir("engine", «kv_cache_free_gpu_memory_fraction»=0.8)\n',
      'from tensorrt_llm import BuildConfig\nconfig = BuildConfig(«max_batch_sizes»=8)\n',
      'from tensorrt_llm.runtime import ModelRunner\nrunner = ModelRunner.from_dir("engine")\nrunner.generate(ids, «max_tokens»=64)\n',
      'from vllm import LLM\nllm = LLM("m")\nllm.generate(prompts, «max_tokens»=64)\n',
      'import torch\ntorch.onnx.export(m, x, "m.onnx", «dynamic_axis»={"x": {0: "batch"}})\n',
    ],
    good: [
      'from vllm import LLM, SamplingParams\nllm = LLM("m", max_model_len=4096)\np = SamplingParams(max_tokens=128)\n',
      'from tensorrt_llm.runtime import ModelRunnerCpp\nrunner = ModelRunnerCpp.from_dir("engine", kv_cache_free_gpu_memory_fraction=0.8)\n',
    ],
  },
  scope: 'commands',
  check(context) {
    const known = vllmServeFlags.flags.map(({ name }) => name.replace(/^--/, '').replaceAll('-', '_'));
    for (const { located } of callsOf(context.project, vllmClass))
      for (const keyword of located.call.keywords) {
        if (flagAt(vllmServeFlags, `--${keyword.name}`)) continue;
        const near = Object.hasOwn(vllmNames, keyword.name) ? undefined : nearestName(keyword.name, known);
        if (near?.certain) tell(context, located.file.path, keyword, near.name);
        else tellOther(context, located.file.path, keyword, vllmNames);
      }
    for (const { functions, names, elsewhere } of classes)
      for (const { located } of callsOf(context.project, functions))
        for (const keyword of located.call.keywords) {
          const isKnown = names.includes(keyword.name) || Object.hasOwn(elsewhere, keyword.name);
          const near = isKnown ? undefined : nearestName(keyword.name, names);
          if (near?.certain) tell(context, located.file.path, keyword, near.name);
          else tellOther(context, located.file.path, keyword, elsewhere);
        }
    for (const { located } of callsOf(context.project, llmGenerate))
      for (const { name, nameRange } of located.call.keywords)
        if (samplingArguments.includes(name) && !llmGenerateArguments.includes(name))
          context.report(
            located.file,
            nameRange,
            `\`generate\` takes no \`${name}\`: it is an argument of \`SamplingParams\`.`,
          );
    for (const { located } of callsOf(context.project, runner))
      for (const { name, nameRange } of located.call.keywords)
        if (cppRunnerArguments.includes(name) && !runnerArguments.includes(name))
          context.report(
            located.file,
            nameRange,
            `\`ModelRunner\` takes no \`${name}\`: that is an argument of \`ModelRunnerCpp\`.`,
          );
  },
};

/** Of the classes and of nothing else that has a `generate`. */
const llmGenerate = /^(vllm|tensorrt_llm)\.([\w.]+\.)?LLM\.generate$/;
const runner = /^tensorrt_llm\.([\w.]+\.)?ModelRunner\.from_dir$/;

/** Functions by their resolved name, the arguments that were read, and what people write instead. */
const classes: readonly {
  readonly functions: RegExp;
  readonly names: readonly string[];
  readonly elsewhere: Readonly<Record<string, string>>;
}[] = [
  {
    functions: /^tensorrt_llm\.([\w.]+\.)?LLM$/,
    names: [...llmArguments.entries.map(({ name }) => name), ...llmArguments.renamed],
    elsewhere: trtllmNames,
  },
  {
    functions: /^(vllm|tensorrt_llm)\.([\w.]+\.)?SamplingParams$/,
    names: samplingArguments,
    elsewhere: samplingNames,
  },
  { functions: runner, names: [...runnerArguments, ...cppRunnerArguments], elsewhere: {} },
  {
    functions: /^tensorrt_llm\.([\w.]+\.)?ModelRunnerCpp\.from_dir$/,
    names: [...cppRunnerArguments, ...runnerArguments],
    elsewhere: {},
  },
  { functions: /^tensorrt_llm\.([\w.]+\.)?BuildConfig$/, names: buildConfigArguments, elsewhere: {} },
  {
    functions: /^tensorrt_llm\.([\w.]+\.)?ModelRunner(Cpp)?\.from_dir\.generate$/,
    names: runnerGenerateArguments,
    elsewhere: {
      max_tokens: 'max_new_tokens',
      beam_width: 'num_beams',
      eos_token_id: 'end_id',
      pad_token_id: 'pad_id',
    },
  },
  { functions: llmGenerate, names: llmGenerateArguments, elsewhere: {} },
  { functions: /^torch\.onnx\.export$/, names: exportArguments, elsewhere: {} },
];

function tellOther(
  context: RuleContext,
  path: string,
  keyword: PythonKeyword,
  names: Readonly<Record<string, string>>,
): void {
  if (Object.hasOwn(names, keyword.name)) tell(context, path, keyword, names[keyword.name]!);
}

function tell(
  { report }: RuleContext,
  path: string,
  { name, nameRange }: PythonKeyword,
  meant: string,
): void {
  report(path, nameRange, `There is no argument \`${name}\` here; \`${meant}\` is what it is called.`, {
    fixes: renameFix({ name: meant, certain: false }, path, nameRange),
  });
}
