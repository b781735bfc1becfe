import { renameFix } from '../../fixes.ts';
import { namesIn, versionsIn } from '../../reading/folders.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

/** Backends of the Triton containers and NVIDIA's own beside them. */
const known = [
  'dali',
  'fil',
  'identity',
  'onnxruntime',
  'openvino',
  'python',
  'pytorch',
  'tensorflow',
  'tensorrt',
  'tensorrtllm',
  'vllm',
];

export const backendMisspelt: Rule = {
  code: 'BWT028',
  name: 'backend-misspelt',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`backend`, all releases of Triton since 20.07',
  summary: 'The name of the backend is nearly that of one that Triton has.',
  why: 'Triton looks for a library `libtriton_<backend>.so`; where there is none of that name, the model does not load.',
  remedy: 'Write the name as the backend has it.',
  sources: [
    'triton-inference-server/core src/backend_model.cc GetBackendRuntimeLibraryName',
    'triton-inference-server/backend README.md',
  ],
  examples: {
    bad: ['backend: «"onnxruntme"»\nmax_batch_size: 8\n', 'backend: «"tensorrt_llm"»\nmax_batch_size: 8\n'],
    good: ['backend: "onnxruntime"\nmax_batch_size: 8\n', 'backend: "square"\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      const backend = config.string('backend');
      if (backend?.origin.kind !== 'file' || known.includes(backend.value)) continue;
      const near = known.find((name) => name === backend.value.toLowerCase().replaceAll(/[-_ ]/g, ''));
      const meant = near ? { name: near, certain: true } : nearestName(backend.value, known);
      if (!meant?.certain || bringsLibrary(config.home, backend.value)) continue;
      report(
        config.file,
        backend.origin.range,
        `Triton has no backend \`${backend.value}\`; \`${meant.name}\` was probably meant.`,
        {
          fixes: renameFix(meant, config.file.path, backend.origin.range, 'quoted'),
        },
      );
    }

    function bringsLibrary(home: string | undefined, backend: string): boolean {
      if (home === undefined) return false;
      const folders = [home, ...versionsIn(project, home).map((version) => `${home}/${version}`)];
      return folders.some((folder) => namesIn(project, folder).has(`libtriton_${backend}.so`));
    }
  },
};
