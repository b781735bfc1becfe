import { compareVersions, flagAt, vllmServeFlags } from '../../../catalog/flags.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import { renameFix } from '../../fixes.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { short } from '../../reading/flag-history.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export const vllmMethodUnknown: Rule = {
  code: 'BWV021',
  name: 'vllm-method-unknown',
  area: 'vllm',
  severity: 'warning',
  appliesTo:
    '`--quantization` from 0.13 and `--load-format` from 0.8.4 of vLLM, which plug-ins may add to, so that vLLM’s parser takes any word',
  summary: 'A method is named that this release of vLLM does not bring.',
  why: 'The server parses it and stops later, “Unknown quantization method”, unless a plug-in registers it. Methods come and go: GGUF and bitsandbytes became plug-ins.',
  remedy: 'Take one that the release has, or install the plug-in that brings it.',
  sources: [
    'vllm-project/vllm vllm/model_executor/layers/quantization/__init__.py QuantizationMethods, a commit a release',
    'vllm-project/vllm#39612, #43529',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: vllm=0.15.0\nvllm serve m --quantization «awq_marlinn»\n',
      '# batchwise: vllm=0.28.0\nvllm serve m --quantization «gguf»\n',
    ],
    good: [
      '# batchwise: vllm=0.15.0\nvllm serve m --quantization awq_marlin\n',
      '# batchwise: vllm=0.15.0\nvllm serve m --quantization my_plugin.method\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm'))
      for (const option of ['quantization', 'load-format']) checkOption(context, run, option);
  },
};

function checkOption(context: RuleContext, { settings, version }: EngineRun, option: string): void {
  const given = traced(settings, text, option);
  if (!given || version === undefined || /[.:/]|^none$/i.test(given.value)) return;
  const shapes = around(version).map((release) => flagAt(vllmServeFlags, `--${option}`, release));
  if (shapes.length === 0 || !shapes.every((shape) => shape?.suggestions)) return;
  const known = shapes.flatMap((shape) => shape!.suggestions!.map(String));
  if (known.includes(given.value)) return;
  const near = nearestName(given.value, known);
  const place = placeOf(given);
  reportAt(
    context,
    given,
    `vLLM ${short(version)} brings no \`--${option} ${given.value}\`${near ? `; \`${near.name}\` is the nearest` : ''}.`,
    { fixes: place && near ? renameFix({ ...near, certain: false }, place.path, place.range) : [] },
  );
}

/** A release and its neighbours, since an option may have been read one release off; none after the last one read. */
function around(version: string): string[] {
  const { versions } = vllmServeFlags;
  const after = versions.findIndex((release) => compareVersions(release, version) >= 0);
  return after < 0 ? [] : versions.slice(Math.max(0, after - 1), after + 2);
}
