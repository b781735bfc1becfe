import { baseName } from '../../workspace/path.ts';
import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import { completeDeployment, type DeploymentParts, mergeParts } from '../parts.ts';
import type { LocatedCall } from '../project.ts';
import { CallSource } from '../settings/call-source.ts';
import { text, traced } from '../settings/leaves.ts';
import { inFile } from '../traced.ts';
import { backendOf, readLlmArguments } from './llm-api.ts';
import { type Around, versionAround } from './reading-context.ts';
import { readSglangArguments } from './sglang.ts';
import { defaultBackend } from './trtllm-serve.ts';
import { readVllmArguments } from './vllm.ts';

/** `vllm.LLM`, and the arguments that an engine of one's own is made of. */
export const vllmClass = /^vllm\.((entrypoints\.llm\.)?LLM|(engine\.arg_utils\.)?(Async)?EngineArgs)$/;

/** `vllm.LLM(...)`, its `EngineArgs`, `tensorrt_llm.LLM(...)` and `sglang.Engine(...)`; undefined for every other call. */
export function readPythonEngine(found: LocatedCall, around: Around): Deployment | undefined {
  const { name } = found.call;
  if (vllmClass.test(name)) return readVllmClass(found, around);
  if (/^sglang\.([\w.]+\.)?Engine$/.test(name)) return readSglangClass(found, around);
  return /^tensorrt_llm\.([\w.]+\.)?LLM$/.test(name) ? readTensorrtClass(found, around) : undefined;
}

function readVllmClass({ file, call }: LocatedCall, around: Around): Deployment {
  const source = new CallSource(call, file.path, ['model', 'tokenizer']);
  const model = traced(source, text, 'model');
  const isClass = call.name.endsWith('LLM');
  const read = readVllmArguments(source, model, around.files, call.open);
  return completeDeployment(baseName(model?.value ?? file.path), {
    ...(isClass ? read : mergeParts(read, { undetermined: limitsOfContext(read) })),
    path: file.path,
    engine: {
      name: inFile('vllm', file.path, call.nameRange),
      ...known('version', versionAround('vllm', file, around)),
      ...(isClass && { usage: 'library' as const }),
    },
  });
}

/** The limits of a step hang on who makes the engine, a server or the LLM class, which arguments alone do not say. */
const limitsOfContext = ({ limits }: DeploymentParts): string[] =>
  ['maxNumTokens', 'maxBatchSize']
    .filter((leaf) => !limits || !(leaf in limits))
    .map((leaf) => `limits.${leaf}`);

function readTensorrtClass({ file, call }: LocatedCall, around: Around): Deployment {
  const source = new CallSource(call, file.path, ['model', 'tokenizer']);
  const model = traced(source, text, 'model');
  const version = versionAround('trtllm', file, around);
  // The class of 1.x that builds engines has a module of its own.
  const isEngine = call.name === 'tensorrt_llm._tensorrt_engine.LLM';
  return completeDeployment(baseName(model?.value ?? file.path), {
    ...readLlmArguments(source, model, around.files, call.open),
    path: file.path,
    engine: {
      name: inFile('tensorrt-llm', file.path, call.nameRange),
      ...known('version', version),
      backend: isEngine
        ? inFile('tensorrt', file.path, call.nameRange)
        : (backendOf(source) ?? defaultBackend(version?.value)),
      usage: 'library',
    },
  });
}

/** The arguments are those of the server by name, and none by place. */
function readSglangClass({ file, call }: LocatedCall, around: Around): Deployment {
  const source = new CallSource(call, file.path);
  const model = traced(source, text, 'model-path');
  return completeDeployment(baseName(model?.value ?? file.path), {
    ...readSglangArguments(source, model, around.files, call.open),
    path: file.path,
    engine: {
      name: inFile('sglang', file.path, call.nameRange),
      ...known('version', versionAround('sglang', file, around)),
      usage: 'library',
    },
  });
}
