import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const runtimeOutsideBackend: Rule = {
  code: 'BWT027',
  name: 'runtime-outside-backend',
  area: 'triton',
  severity: 'error',
  appliesTo: '`runtime`, Triton 24.01 and later',
  summary: '`runtime` is a path that leaves the folder of the backend.',
  why: '`runtime` names the library of the backend, searched for in the folders of the model and the backend; Triton refuses a path that leads out of them.',
  remedy: 'Write the name of the library alone, such as `libtriton_python.so` or `model.py`.',
  sources: ['triton-inference-server/core src/backend_model.cc GetBackendLibraryProperties'],
  examples: {
    bad: ['backend: "mine"\nruntime: «"../other/libtriton_mine.so"»\n'],
    good: ['backend: "mine"\nruntime: "libtriton_mine.so"\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'runtime')) {
      const runtime = config.string('runtime');
      if (runtime?.origin.kind !== 'file' || !runtime.value.split('/').includes('..')) continue;
      report(
        config.file,
        runtime.origin.range,
        `\`${runtime.value}\` leads out of the backend’s folder: write the name of the library.`,
      );
    }
  },
};
