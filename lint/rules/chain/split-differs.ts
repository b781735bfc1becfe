import { baseName } from '../../../deployment/paths.ts';
import { FlagSource } from '../../../deployment/settings/flag-source.ts';
import { limit, text, traced } from '../../../deployment/settings/leaves.ts';
import { toolOf } from '../../../deployment/tools.ts';
import { engineChains } from '../../reading/engine-chains.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const chain = (run: string, split = '--tp_size 2'): string =>
  `python3 examples/llama/convert_checkpoint.py --model_dir m --output_dir ckpt ${split}\ntrtllm-build --checkpoint_dir ckpt --output_dir ./engine\n${run}\n`;

export const splitDiffers: Rule = {
  code: 'BWC026',
  name: 'split-differs',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-serve` and `trtllm-bench` on a folder that `trtllm-build` writes, up to 1.2',
  summary: 'The server is told another split over GPUs than its engine has.',
  why: 'An engine is split when its checkpoint is made. The LLM API takes a tensor or pipeline size of 1, which means as the engine is, or the engine’s own; with another it stops with a `ValueError`.',
  remedy: 'Leave the sizes out, or convert the checkpoint with the split that is wanted.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm_args.py TrtLlmArgs, parallel config of the engine'],
  examplePath: 'run.sh',
  examples: {
    bad: [
      chain('trtllm-serve ./engine --backend tensorrt --tp_size «4»'),
      chain('trtllm-bench --model m throughput --engine_dir ./engine --dataset d.jsonl --pp «2»'),
    ],
    good: [
      chain('trtllm-serve ./engine --backend tensorrt --tp_size 2'),
      chain('trtllm-serve ./engine --backend tensorrt'),
      chain('trtllm-serve ./engine --backend tensorrt --tp_size 4', '--tp_size $TP'),
    ],
  },
  scope: 'commands',
  check(context) {
    const { project, options } = context;
    const chains = engineChains(project, options).filter(({ checkpoint }) => checkpoint && !checkpoint.open);
    for (const { file, command } of chains.length > 0 ? project.commands : []) {
      const run = toolOf(command);
      if (!run?.table || (run.tool !== 'trtllm-serve' && run.tool !== 'trtllm-bench')) continue;
      const source = new FlagSource(run.args, file.path, run.table, undefined);
      const folder = traced(source, text, 'engine-dir')?.value ?? source.positionals[0]?.value;
      const made = chains.filter(
        ({ build }) =>
          folder !== undefined &&
          nameOf(traced(build.settings, text, 'output-dir')?.value) === nameOf(folder),
      );
      const checkpoint = made.length === 1 ? made[0]!.checkpoint! : undefined;
      for (const { name, words, flags } of checkpoint ? sizes : []) {
        const asked = traced(source, limit, ...flags);
        const own = traced(checkpoint!.settings, limit, name);
        if (!asked || asked.value === 1 || asked.value === (own?.value ?? 1)) continue;
        const place = placeOf(own);
        reportAt(context, asked, `The engine has a ${words} size of ${own?.value ?? 1}.`, {
          related: place ? [{ ...place, message: 'split here' }] : [],
        });
      }
    }
  },
};

const sizes = [
  { name: 'tp-size', words: 'tensor parallel', flags: ['tp-size', 'tensor-parallel-size', 'tp'] },
  { name: 'pp-size', words: 'pipeline parallel', flags: ['pp-size', 'pipeline-parallel-size', 'pp'] },
];

const nameOf = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : baseName(path.replace(/\/+$/, ''));
