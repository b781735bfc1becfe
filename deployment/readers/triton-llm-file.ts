import { parentPath } from '../../workspace/path.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import { completeDeployment, mergeParts } from '../parts.ts';
import type { TritonConfig } from '../project.ts';
import { text, traced } from '../settings/leaves.ts';
import { sourceOf } from '../settings/options-file.ts';
import { inFile } from '../traced.ts';
import { backendOf, readLlmArguments } from './llm-api.ts';
import { type Surroundings, versionOf } from './tensorrtllm-repository.ts';
import { readInstances } from './triton-batching.ts';
import type { TritonConfigReader } from './triton-parameters.ts';
import { defaultBackend } from './trtllm-serve.ts';
import { readVllmArguments } from './vllm.ts';

/** A model of Triton's vLLM backend: its engine arguments stand in `<model>/<version>/model.json`. */
export function readTritonVllmModel(reader: TritonConfigReader, around: Surroundings): Deployment {
  const config = reader.config;
  const file = versionFile(config, around.files, 'model.json');
  const source = (file && sourceOf(file.text, file.path)) ?? { find: () => undefined };
  const model = traced(source, text, 'model');
  const backend = reader.string('backend')!;
  return completeDeployment(config.folder ?? 'vllm', {
    ...mergeParts(readVllmArguments(source, model, around.files, file === undefined), {
      ...known('instances', readInstances(reader)),
    }),
    path: config.file.path,
    engine: {
      name: { value: 'vllm', origin: backend.origin },
      ...known('version', versionOf('vllm', config, around)),
    },
  });
}

/**
 * A model of the tensorrtllm backend that runs the LLM API: a Python model whose arguments stand in
 * `<model>/<version>/model.yaml`. Undefined where there is no such file.
 */
export function readTritonLlmApiModel(
  reader: TritonConfigReader,
  around: Surroundings,
): Deployment | undefined {
  const config = reader.config;
  const file = versionFile(config, around.files, 'model.yaml');
  const source = file && sourceOf(file.text, file.path);
  const model = source && traced(source, text, 'model');
  if (!file || !source || !model) return undefined;
  const version = versionOf('trtllm', config, around);
  const place = source.find('model')!.origin;
  return completeDeployment(config.folder ?? 'tensorrt_llm', {
    ...readLlmArguments(source, model, around.files),
    path: file.path,
    engine: {
      name:
        place.kind === 'file'
          ? inFile('tensorrt-llm', file.path, place.range)
          : { value: 'tensorrt-llm', origin: place },
      ...known('version', version),
      backend: backendOf(source) ?? defaultBackend(version?.value),
    },
  });
}

/** The file of a name in the highest version folder of a model. */
function versionFile(
  config: TritonConfig,
  files: readonly SourceFile[],
  name: string,
): SourceFile | undefined {
  const model = parentPath(config.file.path);
  const versions = files.filter(({ path }) => {
    const folder = parentPath(path);
    return (
      path === `${folder}/${name}` &&
      parentPath(folder) === model &&
      /^\d+$/.test(folder.slice(model.length + 1))
    );
  });
  return versions.sort((a, b) => versionNumber(b) - versionNumber(a))[0];
}

const versionNumber = ({ path }: SourceFile): number => Number(parentPath(path).split('/').at(-1));
