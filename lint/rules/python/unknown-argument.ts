import { flagAt, resolveFlag, vllmServeFlags } from '../../../catalog/flags.ts';
import { argumentsEver, lacksArgument, vllmServerArguments } from '../../../catalog/python-signatures.ts';
import { vllmClass } from '../../../deployment/readers/python-llm.ts';
import type { PythonKeyword } from '../../../grammar/python-call.ts';
import type { SourceFile } from '../../../workspace/source-file.ts';
import { renameFix } from '../../fixes.ts';
import { lifetime, short } from '../../reading/flag-history.ts';
import { callsOf } from '../../reading/python-calls.ts';
import {
  cppRunner,
  llmGenerate,
  type PythonFunction,
  pythonFunctions,
  runner,
  samplingArguments,
} from '../../reading/python-functions.ts';
import { pinnedVersion } from '../../reading/python-packages.ts';
import { vllmServe } from '../../reading/tool-calls.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

/** Arguments of other libraries, and what vLLM's classes call them. */
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

export const unknownArgument: Rule = {
  code: 'BWY001',
  name: 'python-argument-unknown',
  area: 'python',
  severity: 'error',
  appliesTo:
    '`vllm.LLM`, `vllm.AsyncEngineArgs`, `tensorrt_llm.LLM`, `SamplingParams` of both, `BuildConfig`, `KvCacheConfig`, `ModelRunner.from_dir`, `generate` of the runners and the LLM classes, `torch.onnx.export` and `optimize_model`; by the release where it is known',
  summary:
    'The class or function has no such argument: it belongs to another library or release, or is misspelt.',
  why: 'The call raises “unexpected keyword argument”.',
  remedy: 'Write the argument as the class has it.',
  sources: [
    'vllm-project/vllm vllm/entrypoints/llm.py, vllm/engine/arg_utils.py EngineArgs and vllm/sampling_params.py',
    'NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm_args.py and sampling_params.py',
    'NVIDIA/TensorRT-LLM tensorrt_llm/runtime/model_runner.py and model_runner_cpp.py, from_dir',
    'NVIDIA/TensorRT-LLM tensorrt_llm/builder.py BuildConfig',
    'pytorch/pytorch torch/onnx/__init__.py export, at 1.8, 2.5 and 2.13',
    'microsoft/onnxruntime onnxruntime/python/tools/transformers/optimizer.py optimize_model',
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
      'from onnxruntime.transformers import optimizer\noptimizer.optimize_model("m.onnx", «use_gpus»=True)\n',
      'from tensorrt_llm.llmapi import KvCacheConfig\nkv = KvCacheConfig(«gpu_memory_utilization»=0.9)\n',
      '# batchwise: vllm=0.11.0\nfrom vllm import LLM\nllm = LLM("m", «num_scheduler_steps»=8)\n',
      '# batchwise: vllm=0.8.4\nfrom vllm import SamplingParams\np = SamplingParams(«use_beam_search»=True)\n',
      'from vllm import LLM\nllm = LLM("m", «port»=8000)\n',
      {
        'export.py': 'import torch\ntorch.onnx.export(m, x, "m.onnx", «example_outputs»=y)\n',
        'requirements.txt': 'torch==2.5.1\n',
      },
    ],
    good: [
      'from vllm import LLM, SamplingParams\nllm = LLM("m", max_model_len=4096)\np = SamplingParams(max_tokens=128)\n',
      'from tensorrt_llm.runtime import ModelRunnerCpp\nrunner = ModelRunnerCpp.from_dir("engine", kv_cache_free_gpu_memory_fraction=0.8)\n',
    ],
  },
  scope: 'commands',
  check(context) {
    checkVllmClasses(context);
    for (const fn of pythonFunctions)
      for (const { located } of callsOf(context.project, fn.called))
        for (const keyword of located.call.keywords) checkArgument(context, fn, located.file, keyword);
    for (const { located } of callsOf(context.project, llmGenerate))
      for (const { name, nameRange } of located.call.keywords)
        if (samplingArguments.has(name) && name !== 'prompts')
          context.report(
            located.file,
            nameRange,
            `\`generate\` takes no \`${name}\`: it is an argument of \`SamplingParams\`.`,
          );
  },
};

/** Keywords of vLLM's engine are the options of its command line but those of the HTTP server. */
function checkVllmClasses(context: RuleContext): void {
  const known = vllmServeFlags.flags.map(({ name }) => name.replace(/^--/, '').replaceAll('-', '_'));
  for (const { located } of callsOf(context.project, vllmClass)) {
    const release = versionFor('vllm', located.file, context.project, context.options);
    for (const keyword of located.call.keywords) {
      const option = `--${keyword.name.replaceAll('_', '-')}`;
      const isServers = vllmServerArguments.has(keyword.name);
      if (isServers)
        context.report(
          located.file,
          keyword.nameRange,
          `\`${keyword.name}\` is an option of the server: the engine has no such argument.`,
        );
      else if (flagAt(vllmServeFlags, option)) {
        const resolved = release === undefined ? undefined : resolveFlag(vllmServeFlags, option, release);
        if (resolved?.kind !== 'unknown' || !resolved.certain) continue;
        const history = lifetime(vllmServe, option);
        context.report(
          located.file,
          keyword.nameRange,
          `vLLM ${short(release!)} has no argument \`${keyword.name}\`${history ? `, ${history}` : ''}.`,
        );
      } else tellOther(context, located.file, keyword, vllmNames, known);
    }
  }
}

function checkArgument(
  context: RuleContext,
  fn: PythonFunction,
  file: SourceFile,
  keyword: PythonKeyword,
): void {
  const { signature, title, releases } = fn;
  const { name, nameRange } = keyword;
  if (fn.names.includes(name)) {
    const release =
      releases === 'torch'
        ? pinnedVersion('torch', file, context.project)
        : releases && versionFor(releases, file, context.project, context.options);
    if (release !== undefined && signature && lacksArgument(signature, name, release))
      context.report(file, nameRange, `${title} has no argument \`${name}\` in ${release}.`);
    return;
  }
  // An argument of the other runner is told of as such.
  const other = otherRunner(fn, name);
  if (other)
    context.report(file, nameRange, `${title} takes no \`${name}\`: that is an argument of ${other}.`);
  else if (!tellOther(context, file, keyword, fn.elsewhere, fn.names) && signature?.closed)
    context.report(file, nameRange, `${title} takes no argument \`${name}\`.`);
}

/** The runner in Python or the one in C++, where the one that is called lacks an argument of it. */
function otherRunner({ called }: PythonFunction, name: string): string | undefined {
  const other = called === runner ? cppRunner : called === cppRunner ? runner : undefined;
  const found = other && pythonFunctions.find((each) => each.called === other);
  return found?.signature && argumentsEver(found.signature).includes(name)
    ? found.title.replace('.from_dir', '')
    : undefined;
}

/** True where the argument could be told: it has another name here, or is nearly one. */
function tellOther(
  { report }: RuleContext,
  { path }: SourceFile,
  { name, nameRange }: PythonKeyword,
  elsewhere: Readonly<Record<string, string>>,
  names: readonly string[],
): boolean {
  const near = Object.hasOwn(elsewhere, name) ? undefined : nearestName(name, names);
  const meant = near?.certain ? near.name : Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined;
  if (meant === undefined) return false;
  report(path, nameRange, `There is no argument \`${name}\` here; \`${meant}\` is what it is called.`, {
    fixes: renameFix({ name: meant, certain: false }, path, nameRange),
  });
  return true;
}
