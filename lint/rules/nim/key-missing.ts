import { manifestOf } from '../../../deployment/readers/kubernetes.ts';
import { programPlace } from '../../../deployment/readers/program-place.ts';
import { nimRuns } from '../../reading/nim-runs.ts';
import type { Rule } from '../../rule.ts';

export const nimKeyMissing: Rule = {
  code: 'BWN007',
  name: 'nim-key-missing',
  area: 'nim',
  severity: 'warning',
  appliesTo:
    '`docker run` of `nvcr.io/nim/…` where no model of Hugging Face and no folder is named, and nothing is mounted',
  summary: 'The container gets no key of NGC, and has no model otherwise.',
  why: 'NIM downloads the model from NGC when it starts, and stops without `NGC_API_KEY`.',
  remedy: 'Hand the key through (`-e NGC_API_KEY`), or mount a cache that holds the model.',
  sources: ['docs.nvidia.com/nim/large-language-models: getting started, NGC_API_KEY'],
  examplePath: 'serve.sh',
  examples: {
    bad: ['docker run --gpus all «nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0»\n'],
    good: [
      'docker run --gpus all -e NGC_API_KEY nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
      'docker run --gpus all --env-file nim.env nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
      'docker run --gpus all -v ~/nim:/opt/nim/.cache nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
  },
  check({ project, report }) {
    for (const located of nimRuns(project)) {
      const { file, command } = located;
      if (command.host === 'markdown' || manifestOf(located, project.manifests)) continue;
      const words = command.prefix.map(({ value, raw }) => value ?? raw);
      const run =
        words.some((word) => word === 'run') && words.some((word) => /^(docker|podman)$/.test(word));
      const elsewhere = words.some((word) =>
        /^(--env-file|-v|--volume|--mount|--volumes-from)(=|$)|NGC_(CLI_)?API_KEY|\$/.test(word),
      );
      const named = Object.keys(command.env).some((name) =>
        /^(NGC_(CLI_)?API_KEY|NIM_MODEL_(PATH|NAME)|NIM_OFFLINE\w*|NIM_CACHE_PATH|NIM_FT_MODEL)$/.test(name),
      );
      if (!run || elsewhere || named || command.args.length > 0) continue;
      const place = command.image?.range ?? programPlace(located);
      report(file, place, 'No `NGC_API_KEY` is handed to the container.');
    }
  },
};
