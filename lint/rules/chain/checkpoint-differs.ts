import { limit, traced } from '../../../deployment/settings/leaves.ts';
import { checkpointSteps, engineChains, pathOf } from '../../reading/engine-chains.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const chain = (output: string, build: string): string =>
  `# batchwise: trtllm=0.10.0\npython3 examples/llama/convert_checkpoint.py --model_dir m --output_dir ${output} --tp_size 2\ntrtllm-build --output_dir engine ${build}\n`;

export const checkpointDiffers: Rule = {
  code: 'BWC006',
  name: 'checkpoint-differs',
  area: 'chain',
  severity: 'warning',
  appliesTo: '`trtllm-build` beside the one command that makes a checkpoint in the same file',
  summary: 'The build reads another checkpoint, or another split, than the command before it makes.',
  why: 'The build fails because the folder is missing, or takes an older checkpoint. `--tp_size` on the build never changed the split: up to 0.11 it was taken and ignored, and the engine failed with another world size.',
  remedy:
    'Give the `--output_dir` of the checkpoint as `--checkpoint_dir`, and the split to the checkpoint command alone.',
  sources: ['NVIDIA/TensorRT-LLM#2058, #2021, #1700; tensorrt_llm/commands/build.py'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      chain('./ckpt_fp16', '--checkpoint_dir «./ckpt_fp8»'),
      chain('ckpt', '--checkpoint_dir ckpt --tp_size «4»'),
    ],
    good: [chain('./ckpt', '--checkpoint_dir ckpt/'), chain('$OUT/ckpt', '--checkpoint_dir ckpt')],
  },
  check(context) {
    const { project, options } = context;
    const steps = checkpointSteps(project, options);
    for (const { build, checkpoint } of engineChains(project, options)) {
      const own = steps.filter(({ located }) => located.file === build.located.file);
      const wanted = pathOf(build, 'checkpoint-dir');
      const made = own.length === 1 ? pathOf(own[0]!, 'output-dir') : undefined;
      const builds = project.commands.filter(
        ({ file, command }) => file === build.located.file && command.program.value === 'trtllm-build',
      );
      const isGuide = build.located.command.host === 'markdown';
      if (!checkpoint && wanted && made && wanted.value !== made.value && builds.length === 1 && !isGuide) {
        const place = placeOf(made);
        reportAt(context, wanted, `The checkpoint is written to \`${made.value}\`.`, {
          related: place ? [{ ...place, message: 'written here' }] : [],
        });
      }
      for (const name of ['tp-size', 'pp-size']) {
        const asked = traced(build.settings, limit, name);
        const has =
          checkpoint && !checkpoint.open ? (traced(checkpoint.settings, limit, name)?.value ?? 1) : undefined;
        if (asked && has !== undefined && asked.value !== has)
          reportAt(
            context,
            asked,
            `The checkpoint is split ${has} way${has === 1 ? '' : 's'}, and the build cannot change that.`,
            { severity: 'error' },
          );
      }
    }
  },
};
