import { folderOf, isInside } from '../../../deployment/paths.ts';
import type { Project } from '../../../deployment/project.ts';
import { programName, type Word } from '../../../grammar/command.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const files = (image: string, backend: string): Record<string, string> => ({
  'serve.sh': `docker run --gpus all ${image} tritonserver --model-repository /models\n`,
  'models/llm/config.pbtxt':
    backend === 'vllm'
      ? 'backend: "vllm"\ninstance_group [{ kind: KIND_MODEL }]\n'
      : `backend: "${backend}"\nmax_batch_size: 4\n`,
});

export const imageWithoutBackend: Rule = {
  code: 'BWD004',
  name: 'image-without-backend',
  area: 'container',
  severity: 'error',
  appliesTo: 'NVIDIA’s images of Triton, 23.10 and later, beside the model repository that they serve',
  summary: 'The image of Triton does not hold the backend of a model.',
  why: 'Each variant of the image holds backends of its own: without `libtriton_<backend>.so` the server reports “unable to find shared library” and the model is not served.',
  remedy:
    'Take `-trtllm-python-py3` for TensorRT-LLM, `-vllm-python-py3` for vLLM and `-py3` for the others, or build an image with all that are needed.',
  sources: [
    'triton-inference-server/tensorrtllm_backend#66; triton-inference-server/server#6708',
    'NVIDIA NGC catalogue, Triton Inference Server: which image holds what',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      files('«nvcr.io/nvidia/tritonserver:25.01-py3»', 'vllm'),
      files('«nvcr.io/nvidia/tritonserver:25.01-vllm-python-py3»', 'onnxruntime'),
      files('«nvcr.io/nvidia/tritonserver:25.01-py3-sdk»', 'onnxruntime'),
    ],
    good: [
      files('nvcr.io/nvidia/tritonserver:25.01-vllm-python-py3', 'vllm'),
      files('nvcr.io/nvidia/tritonserver:25.01-py3', 'onnxruntime'),
      files('registry.example.com/triton:25.01-py3', 'vllm'),
      files('nvcr.io/nvidia/tritonserver:25.01-trtllm-python-py3', ''),
    ],
  },
  check({ project, report }) {
    const told = new Set<Word>();
    for (const config of modelConfigs(project)) {
      // An ensemble has none, or an empty one.
      const backend = config.textOf('backend');
      const home = folderOf(config.repository ?? folderOf(config.file.path));
      const around = backend ? imagesAround(home, project) : [];
      // Where one of several holds it, the others may serve other models.
      if (around.some(({ image }) => holds(image.value ?? '', backend!))) continue;
      for (const { path, image } of around) {
        if (told.has(image)) continue;
        told.add(image);
        report(path, image.range, `The image holds no backend \`${backend}\`.`, {
          related: [{ path: config.file.path, range: config.root.range, message: 'the model that needs it' }],
        });
      }
    }
  },
};

/** The images in which Triton is started in files below a folder. */
const imagesAround = (home: string, project: Project): { path: string; image: Word }[] =>
  project.commands.flatMap(({ file, command }) =>
    command.image &&
    command.host !== 'markdown' &&
    isInside(file.path, home) &&
    programName(command) === 'tritonserver'
      ? [{ path: file.path, image: command.image }]
      : [],
  );

/** Backends that the variants do not share; every image with a server holds those in Python. */
const only: Readonly<Record<string, readonly string[]>> = {
  '-trtllm-python-py3': ['tensorrtllm', 'python'],
  '-vllm-python-py3': ['vllm', 'python'],
  '-pyt-python-py3': ['pytorch', 'python'],
  '-py3-sdk': [],
};

function holds(image: string, backend: string): boolean {
  const variant = /^nvcr\.io\/nvidia\/tritonserver:\d\d\.\d\d(-[\w-]+)$/.exec(image)?.[1];
  if (variant === undefined) return true;
  if (variant === '-py3') return backend !== 'vllm' && backend !== 'tensorrtllm';
  return !Object.hasOwn(only, variant) || only[variant]!.includes(backend);
}
