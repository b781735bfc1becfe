import { baseName } from '../../../deployment/paths.ts';
import { FlagSource } from '../../../deployment/settings/flag-source.ts';
import { limit, text, traced } from '../../../deployment/settings/leaves.ts';
import { toolOf } from '../../../deployment/tools.ts';
import { engineChains } from '../../reading/engine-chains.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const chain = (run: string): string =>
  `trtllm-build --checkpoint_dir ckpt --output_dir ./engine --max_batch_size 64 --max_num_tokens 8192\n${run}\n`;

export const runtimeOverEngine: Rule = {
  code: 'BWC017',
  name: 'runtime-over-engine',
  area: 'chain',
  severity: 'warning',
  appliesTo: '`trtllm-serve` and `trtllm-bench` on a folder that `trtllm-build` writes',
  summary: 'The server is given a larger limit than its engine was built with.',
  why: 'Limits of a built engine can only be lowered when it runs: the larger number is ignored, or refused.',
  remedy: 'Build the engine with the limit, or ask for no more than it has.',
  sources: ['NVIDIA/TensorRT-LLM PR 3656; triton-inference-server/tensorrtllm_backend#130'],
  examplePath: 'run.sh',
  examples: {
    bad: [
      chain(
        'trtllm-bench --model m throughput --engine_dir ./engine --dataset d.jsonl --max_batch_size «128»',
      ),
      chain('trtllm-serve ./engine --backend tensorrt --max_num_tokens «16384»'),
    ],
    good: [chain('trtllm-serve ./engine --backend tensorrt --max_batch_size 32')],
  },
  check(context) {
    const { project, options } = context;
    const chains = engineChains(project, options);
    for (const { file, command } of chains.length > 0 ? project.commands : []) {
      const run = toolOf(command);
      if (!run?.table || (run.tool !== 'trtllm-serve' && run.tool !== 'trtllm-bench')) continue;
      const source = new FlagSource(run.args, file.path, run.table, undefined);
      const folder = traced(source, text, 'engine-dir')?.value ?? source.positionals[0]?.value;
      const build = chains.find(
        (each) =>
          folder !== undefined &&
          nameOf(traced(each.build.settings, text, 'output-dir')?.value) === nameOf(folder),
      )?.build;
      for (const name of build ? ['max-batch-size', 'max-num-tokens', 'max-seq-len', 'max-beam-width'] : []) {
        const asked = traced(source, limit, name);
        const built = traced(build!.settings, limit, name);
        const place = placeOf(built);
        if (asked && built && place && asked.value > built.value)
          reportAt(context, asked, `The engine is built for ${built.value}, and can only run with less.`, {
            related: [{ ...place, message: 'built here' }],
          });
      }
    }
  },
};

const nameOf = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : baseName(path.replace(/\/+$/, ''));
