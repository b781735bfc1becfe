import { type ExecutionProvider, executionProviders } from '../../../catalog/onnx.ts';
import { argumentOf, type PythonValue } from '../../../grammar/python-call.ts';
import { renameFix } from '../../fixes.ts';
import { callsOf } from '../../reading/python-calls.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export const onnxProviders: Rule = {
  code: 'BWO005',
  name: 'onnx-provider',
  area: 'onnx',
  severity: 'error',
  appliesTo: '`onnxruntime.InferenceSession`',
  summary:
    'An execution provider or one of its options does not exist, or providers stand in the wrong order.',
  why: 'Names count letter by letter: for one that it does not know ONNX Runtime warns and goes on with the CPU, and for an option it raises an error. Providers are tried in their order, so that behind the CPU no other gets a node.',
  remedy:
    'Write names as `onnxruntime.get_all_providers()` lists them, the fastest first and `CPUExecutionProvider` last.',
  sources: [
    'microsoft/onnxruntime onnxruntime/core/providers/get_execution_providers.cc',
    'microsoft/onnxruntime include/onnxruntime/core/providers/cuda/cuda_provider_options.h, tensorrt_execution_provider_info.cc',
  ],
  examplePath: 'session.py',
  examples: {
    bad: [
      'import onnxruntime as ort\ns = ort.InferenceSession("m.onnx", providers=[«"CudaExecutionProvider"», "CPUExecutionProvider"])\n',
      'import onnxruntime as ort\ns = ort.InferenceSession("m.onnx", providers=[("CUDAExecutionProvider", {«"gpu_memory_limit"»: 1000})])\n',
      'import onnxruntime as ort\ns = ort.InferenceSession("m.onnx", providers=["CPUExecutionProvider", «"CUDAExecutionProvider"»])\n',
      'import onnxruntime as ort\ns = ort.InferenceSession("m.onnx", providers=[("CUDAExecutionProvider", {"cudnn_conv_algo_search": «"FAST"»})])\n',
      'import onnxruntime as ort\ns = ort.InferenceSession("m.onnx", providers=["CUDAExecutionProvider"], provider_options=[{«"device"»: 0}])\n',
      'import onnxruntime as ort\ns = ort.InferenceSession("m.onnx", providers=["CUDAExecutionProvider", "CPUExecutionProvider"], provider_options=«[{}]»)\n',
    ],
    good: [
      'import onnxruntime as ort\ns = ort.InferenceSession("m.onnx", providers=[("CUDAExecutionProvider", {"gpu_mem_limit": 1000}), "CPUExecutionProvider"])\n',
    ],
  },
  scope: 'commands',
  check(context) {
    for (const { located } of callsOf(context.project, /^onnxruntime\.InferenceSession$/)) {
      const list = argumentOf(located.call, 'providers', 2);
      if (list?.kind !== 'list') continue;
      const apart = argumentOf(located.call, 'provider_options', 3);
      const options = apart?.kind === 'list' ? apart.items : [];
      if (apart?.kind === 'list' && options.length !== list.items.length)
        context.report(
          located.file,
          apart.range,
          `\`provider_options\` has ${options.length} entries for ${list.items.length} providers.`,
        );
      let afterCpu = false;
      for (const [place, item] of list.items.entries()) {
        const [name, own = options[place]] = item.kind === 'list' ? item.items : [item];
        if (name?.kind !== 'literal' || typeof name.value !== 'string') continue;
        const provider = executionProviders.find((each) => each.name === name.value);
        if (!provider) reportName(context, located.file.path, name.range, name.value);
        else {
          if (own) checkOptions(context, located.file.path, provider, own);
          if (afterCpu)
            context.report(located.file, name.range, `\`${name.value}\` gets no node behind the CPU.`, {
              severity: 'warning',
            });
        }
        afterCpu ||= name.value === 'CPUExecutionProvider';
      }
    }
  },
};

const names = executionProviders.map(({ name }) => name);

function reportName({ report }: RuleContext, path: string, range: PythonValue['range'], name: string): void {
  const near = nearestName(name, names);
  report(path, range, `ONNX Runtime has no \`${name}\`${near ? `; \`${near.name}\` is the nearest` : ''}.`, {
    // Vendors bring providers of their own.
    ...(!near && { severity: 'warning' }),
    fixes: renameFix(near, path, range, 'quoted'),
  });
}

function checkOptions(
  { report }: RuleContext,
  path: string,
  provider: ExecutionProvider,
  given: PythonValue,
): void {
  if (given.kind !== 'dict' || !provider.options) return;
  for (const { key, value } of given.entries) {
    if (key.kind !== 'literal' || typeof key.value !== 'string') continue;
    const option = provider.options.find((each) => each.name === key.value);
    if (!option) {
      const near = nearestName(
        key.value,
        provider.options.map((each) => each.name),
      );
      report(
        path,
        key.range,
        `\`${provider.name}\` has no option \`${key.value}\`${near ? `; \`${near.name}\` is the nearest` : ''}.`,
        { ...(!near && { severity: 'warning' }), fixes: renameFix(near, path, key.range, 'quoted') },
      );
      continue;
    }
    if (value.kind !== 'literal' || value.value === null) continue;
    const text = String(value.value);
    const number = Number(text);
    if (option.values && !option.values.includes(text))
      report(
        path,
        value.range,
        `\`${option.name}\` takes one of ${option.values.join(', ')}, not \`${text}\`.`,
      );
    else if (
      (option.min !== undefined && number < option.min) ||
      (option.max !== undefined && number > option.max)
    )
      report(
        path,
        value.range,
        `\`${option.name}\` goes from ${option.min} to ${option.max}, not to ${text}.`,
      );
  }
}
