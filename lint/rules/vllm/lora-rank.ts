import { number, traced } from '../../../deployment/settings/leaves.ts';
import type { Data } from '../../../deployment/settings/setting.ts';
import type { SourceFile } from '../../../workspace/source-file.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

/** `max_lora_rank` where nobody sets it (vllm/config LoRAConfig, every release). */
const byDefault = 16;

export const vllmLoraRank: Rule = {
  code: 'BWV018',
  name: 'vllm-lora-rank',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`--lora-modules` of vLLM where `adapter_config.json` of the adapter is among the files',
  summary: 'An adapter has a higher rank than the server takes.',
  why: 'The adapter is refused when it is loaded: “LoRA rank … is greater than max_lora_rank”. Unless said otherwise the highest rank is 16.',
  remedy: 'Raise `--max-lora-rank` to the rank of the adapter, or to the next that the release takes.',
  sources: ['vllm-project/vllm vllm/lora/peft_helper.py validate_legal and vllm/config LoRAConfig'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      {
        'adapters/sql/adapter_config.json': '{ "peft_type": "LORA", "r": 64 }\n',
        'serve.sh': 'vllm serve m --enable-lora --lora-modules «sql=./adapters/sql»\n',
      },
    ],
    good: [
      {
        'adapters/sql/adapter_config.json': '{ "peft_type": "LORA", "r": 64 }\n',
        'serve.sh': 'vllm serve m --enable-lora --max-lora-rank 64 --lora-modules sql=./adapters/sql\n',
      },
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) checkRun(context, run);
  },
};

function checkRun(context: RuleContext, { settings, open }: EngineRun): void {
  const modules = settings.find('lora-modules');
  const given = settings.find('max-lora-rank');
  const most = given ? traced(settings, number, 'max-lora-rank')?.value : open ? undefined : byDefault;
  if (!modules || most === undefined) return;
  for (const { name, path } of adaptersOf(modules.value)) {
    const config = adapterConfig(path, context.project.files);
    const rank = config && rankOf(config.text);
    if (!config || rank === undefined || rank <= most) continue;
    reportAt(
      context,
      { value: 0, origin: modules.origin },
      `The adapter \`${name}\` has rank ${rank}, and \`--max-lora-rank\` is ${most}${given ? '' : ' unless it is set'}.`,
      { related: [{ path: config.path, range: rangeOfRank(config.text), message: `rank ${rank}` }] },
    );
  }
}

/** `name=path` or an object of both, one or several. */
function adaptersOf(value: Data | undefined): { name: string; path: string }[] {
  if (Array.isArray(value)) return value.flatMap((each: Data) => adaptersOf(each));
  if (typeof value === 'string') {
    const equals = value.indexOf('=');
    return equals > 0 ? [{ name: value.slice(0, equals), path: value.slice(equals + 1) }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { name, path } = value as { name?: unknown; path?: unknown };
  return typeof path === 'string' ? [{ name: typeof name === 'string' ? name : path, path }] : [];
}

function adapterConfig(path: string, files: readonly SourceFile[]): SourceFile | undefined {
  const folder = path.replace(/\/+$/, '').replace(/^(\.\/|\/)/, '');
  return files.find((file) => `/${file.path}`.endsWith(`/${folder}/adapter_config.json`));
}

function rankOf(text: string): number | undefined {
  try {
    const { r } = JSON.parse(text) as { r?: unknown };
    return typeof r === 'number' ? r : undefined;
  } catch {
    return undefined;
  }
}

function rangeOfRank(text: string): { start: number; end: number } {
  const found = /"r"\s*:\s*\d+/.exec(text);
  return found ? { start: found.index, end: found.index + found[0].length } : { start: 0, end: 0 };
}
