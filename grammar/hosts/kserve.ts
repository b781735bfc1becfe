import { isMap, type Node } from 'yaml';
import type { Command, Word } from '../command.ts';
import { splitWords } from '../shell/index.ts';
import type { HostReading } from './host-reading.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What the runtimes of KServe start by the format of a model (kserve/kserve config/runtimes; vLLM's are Open Data Hub's). */
const programs: Readonly<Record<string, { readonly program: string; readonly runtime: RegExp }>> = {
  triton: { program: 'tritonserver', runtime: /triton/i },
  huggingface: { program: 'huggingfaceserver', runtime: /huggingface/i },
  vLLM: { program: 'vllm.entrypoints.openai.api_server', runtime: /vllm/i },
};

/**
 * `model: {modelFormat: {name: triton}}` of a predictor: its runtime starts the program of that format with the
 * arguments. A predictor that names a runtime of another kind says nothing of the program.
 */
export function predictorProgram(document: YamlDocument, node: Node): Word | undefined {
  const format = document.get(document.get(node, 'modelFormat'), 'name');
  const name = document.string(format);
  const known = name !== undefined && Object.hasOwn(programs, name) ? programs[name] : undefined;
  const word = known && document.field(format)?.word;
  const runtime = document.string(document.get(node, 'runtime'));
  if (!known || !word || (runtime !== undefined && !known.runtime.test(runtime))) return undefined;
  return { ...word, value: known.program };
}

/**
 * An LLMInferenceService: its controller runs `vllm serve` on the model of `spec.model.uri` in each container named
 * `main` that brings no command of its own, with the options in `VLLM_ADDITIONAL_ARGS`
 * (kserve/kserve config/llmisvcconfig).
 */
export function readLlmInferenceService(document: YamlDocument): Partial<HostReading>[] {
  const spec = document.get(document.root, 'spec');
  const uri = document.field(document.get(document.get(spec, 'model'), 'uri'))?.word;
  const pools = [spec, document.get(spec, 'prefill')];
  return pools.flatMap((pool): Partial<HostReading>[] => {
    const containers = document.items(document.get(document.get(pool, 'template'), 'containers'));
    return containers.flatMap((container) => {
      const command = isMap(container) ? mainCommand(document, container, uri) : undefined;
      return command ? [{ commands: [command] }] : [];
    });
  });
}

function mainCommand(document: YamlDocument, container: Node, uri: Word | undefined): Command | undefined {
  const name = document.field(document.get(container, 'name'))?.word;
  const brings = ['command', 'args', 'image'].some((key) => document.get(container, key) !== undefined);
  const range = document.wordOfNode(container)?.range;
  if (name?.value !== 'main' || brings || !range) return undefined;
  const options = document
    .items(document.get(container, 'env'))
    .find((item) => document.string(document.get(item, 'name')) === 'VLLM_ADDITIONAL_ARGS');
  const content = document.field(document.get(options, 'value'))?.content;
  const model: Word[] = uri ? [{ ...uri, value: uri.value?.replace(/^hf:\/\//, '') }] : [];
  return {
    program: { ...name, value: 'vllm' },
    args: [
      { ...name, value: 'serve' },
      ...model,
      ...(content ? splitWords(content).map(({ word }) => word) : []),
    ],
    prefix: [],
    env: {},
    range,
    host: 'kubernetes',
  };
}
