import { compareVersions } from '../../../catalog/version.ts';
import { number, traced } from '../../../deployment/settings/leaves.ts';
import { reportAt } from '../../reading/placed.ts';
import { callsOf } from '../../reading/python-calls.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

/** `SamplingParams._verify_args` of vllm/sampling_params.py at 0.6.1, 0.8.4 and after 0.28. */
const ranges: readonly { name: string; holds: (value: number) => boolean; words: string }[] = [
  { name: 'temperature', holds: (value) => value >= 0, words: 'at least 0' },
  { name: 'top_p', holds: (value) => value > 0 && value <= 1, words: 'above 0 and at most 1' },
  { name: 'top_k', holds: (value) => value >= -1, words: '-1 or 0 for all, or at least 1' },
  { name: 'min_p', holds: (value) => value >= 0 && value <= 1, words: 'from 0 to 1' },
  { name: 'presence_penalty', holds: (value) => Math.abs(value) <= 2, words: 'from -2 to 2' },
  { name: 'frequency_penalty', holds: (value) => Math.abs(value) <= 2, words: 'from -2 to 2' },
  { name: 'repetition_penalty', holds: (value) => value > 0, words: 'above 0' },
  { name: 'n', holds: (value) => value >= 1, words: 'at least 1' },
  { name: 'max_tokens', holds: (value) => value >= 1, words: 'at least 1' },
  { name: 'min_tokens', holds: (value) => value >= 0, words: 'at least 0' },
];

/** `_SAMPLING_EPS` */
const greedyBelow = 1e-5;
/** The last release read that refuses `top_k=0`; later ones take it for all tokens. */
const zeroRefusedThrough = '0.8.4';

export const samplingRange: Rule = {
  code: 'BWY002',
  name: 'sampling-out-of-range',
  area: 'python',
  severity: 'error',
  appliesTo: '`vllm.SamplingParams`',
  summary: 'The sampling parameters are outside of what vLLM takes, or contradict each other.',
  why: 'The constructor raises a `ValueError`.',
  remedy: 'Give a number that the message allows; temperature 0 alone makes sampling greedy.',
  sources: ['vllm-project/vllm vllm/sampling_params.py SamplingParams._verify_args, _verify_greedy_sampling'],
  examplePath: 'run.py',
  examples: {
    bad: [
      'from vllm import SamplingParams\np = SamplingParams(temperature=0.7, top_p=«0»)\n',
      'from vllm import SamplingParams\np = SamplingParams(max_tokens=16, min_tokens=«32»)\n',
      'from vllm import SamplingParams\np = SamplingParams(temperature=0, n=«4»)\n',
      'from vllm import SamplingParams\np = SamplingParams(stop=«["\\n"]», detokenize=False)\n',
      '# batchwise: vllm=0.6.1\nfrom vllm import SamplingParams\np = SamplingParams(top_k=«0»)\n',
    ],
    good: ['from vllm import SamplingParams\np = SamplingParams(temperature=0, top_p=0.95, top_k=-1)\n'],
  },
  scope: 'commands',
  check(context) {
    for (const { settings, located } of callsOf(
      context.project,
      /^vllm\.(sampling_params\.)?SamplingParams$/,
    )) {
      for (const { name, holds, words } of ranges) {
        const given = traced(settings, number, name);
        if (given && !holds(given.value))
          reportAt(context, given, `\`${name}\` is ${words}, not ${given.value}.`);
      }
      const [most, least] = [traced(settings, number, 'max_tokens'), traced(settings, number, 'min_tokens')];
      if (most && least && least.value > most.value)
        reportAt(context, least, `\`min_tokens\` is above \`max_tokens\`, ${most.value}.`);
      const [several, temperature] = [traced(settings, number, 'n'), traced(settings, number, 'temperature')];
      const isGreedy = temperature !== undefined && temperature.value >= 0 && temperature.value < greedyBelow;
      if (several && several.value > 1 && isGreedy && !settings.find('use_beam_search', 'best_of'))
        reportAt(
          context,
          several,
          `Greedy sampling has one answer: \`n\` is 1 with temperature ${temperature.value}.`,
        );
      const stop = settings.find('stop');
      if (settings.find('detokenize')?.value === false && stop?.value !== undefined && stop.value !== null)
        reportAt(
          context,
          stop,
          'Stop strings need `detokenize`: without it there is no text to find them in.',
        );
      const topK = traced(settings, number, 'top_k');
      const release = versionFor('vllm', located.file, context.project, context.options);
      if (topK?.value === 0 && release !== undefined && compareVersions(release, zeroRefusedThrough) <= 0)
        reportAt(context, topK, `vLLM ${release} takes no \`top_k\` of 0: -1 stands for all tokens.`);
    }
  },
};
