import { gpusNeeded } from '../../reading/gpus-needed.ts';
import { valueAt } from '../../reading/manifest-values.ts';
import { podServers } from '../../reading/server-containers.ts';
import type { Rule } from '../../rule.ts';

const pod = (gpus: string, tp: number): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: server\n      image: vllm/vllm-openai:v0.11.0\n      args: ["--model", "m", "--tensor-parallel-size", "${tp}"]\n      resources: { limits: { nvidia.com/gpu: ${gpus} } }\n`;

export const gpusPartlyIdle: Rule = {
  code: 'BWK016',
  name: 'gpus-partly-idle',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo: 'pods of vLLM, SGLang and `trtllm-serve` on one host; of servers without parallelism see BWA011',
  summary: 'The container asks for more GPUs than the server has ranks.',
  why: 'No other pod gets a GPU that this one was given: those without a rank stay empty and are paid for.',
  remedy: 'Ask for as many GPUs as there are ranks, or raise the parallelism.',
  sources: [
    'Kubernetes docs, Schedule GPUs: GPUs are not shared',
    'GoogleCloudPlatform/kubernetes-engine-samples ai-ml/llm-serving-gemma',
  ],
  examplePath: 'pod.yaml',
  examples: { bad: [pod('«8»', 4)], good: [pod('4', 4)] },
  check({ project, options, report }) {
    for (const { run, manifest, container, path, located } of podServers(project, options)) {
      const needed = run && run.engine !== 'tgi' ? gpusNeeded(run) : undefined;
      const at = ['resources', 'limits', 'nvidia.com/gpu'];
      const given = Number(valueAt(container, at));
      const range = manifest.rangeOf([...path, ...at]);
      // Several servers may share what one container asks for.
      const alone =
        project.commands.filter(
          ({ file, command }) =>
            file === located.file && command.image?.range.start === located.command.image?.range.start,
        ).length === 1;
      if (
        needed &&
        needed.count > 1 &&
        given > needed.count &&
        range &&
        alone &&
        manifest.kind !== 'LeaderWorkerSet'
      )
        report(
          manifest.file,
          range,
          `The server has ${needed.count} ranks: ${given - needed.count} GPUs stay empty.`,
        );
    }
  },
};
