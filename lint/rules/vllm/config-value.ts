import { compareVersions } from '../../../catalog/flags.ts';
import { readReleases, shapeAt, type VllmConfigShape, vllmConfigs } from '../../../catalog/vllm-configs.ts';
import type { Data } from '../../../deployment/settings/setting.ts';
import { short } from '../../reading/flag-history.ts';
import { toolCalls, vllmServe } from '../../reading/tool-calls.ts';
import { type ConfigEntry, vllmConfigEntries } from '../../reading/vllm-configs.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export const vllmConfigValue: Rule = {
  code: 'BWV014',
  name: 'vllm-config-value-invalid',
  area: 'vllm',
  severity: 'error',
  appliesTo:
    'options of vLLM that take JSON; types where the JSON is one of its configuration classes, choices from 0.13 on',
  summary: 'A configuration in JSON is no JSON, or one of its keys has a value that the class does not take.',
  why: 'The server stops with “cannot be converted to” or with a validation error that names the key, before it loads the model. JSON has double quotes, and `true` and `null` in lower case.',
  remedy: 'Give the value that the message asks for, and put the whole JSON between single quotes.',
  sources: [
    'vllm-project/vllm vllm/engine/arg_utils.py: TypeAdapter(…).validate_json, from 0.9 on; json.loads before',
    'vllm-project/vllm vllm/config.py and vllm/config/*.py at 0.6.6, 0.8.5, 0.10, 0.13, 0.20 and 0.28',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      `vllm serve m --speculative-config "«{'method': 'ngram', 'num_speculative_tokens': 5}»"\n`,
      `# batchwise: vllm=0.13.0\nvllm serve m --speculative-config '{"method": "ngram", "«num_speculative_tokens»": "five"}'\n`,
      `# batchwise: vllm=0.13.0\nvllm serve m --compilation-config '{"«cudagraph_mode»": "FULL_DECODE"}'\n`,
      `# batchwise: vllm=0.13.0\nvllm serve m --compilation-config '{"«cudagraph_capture_sizes»": 512}'\n`,
    ],
    good: [
      `# batchwise: vllm=0.13.0\nvllm serve m --speculative-config '{"method": "ngram", "num_speculative_tokens": 5}' --compilation-config '{"cudagraph_mode": "full_decode_only", "mode": 3}'\n`,
      `vllm serve m --speculative-config '{"model": null}'\n`,
    ],
  },
  check(context) {
    reportBrokenJson(context);
    for (const entry of vllmConfigEntries(context)) {
      const wanted = wantedOf(entry);
      if (wanted === undefined || isToldElsewhere(entry)) continue;
      const checked = entry.version !== undefined && compareVersions(entry.version, '0.9.0') >= 0;
      const near =
        typeof entry.value === 'string' ? nearestName(entry.value, wanted.choices.map(String)) : undefined;
      context.report(
        entry.path,
        entry.keyRange,
        `\`${entry.key}\` of \`${entry.option}\`${entry.version === undefined ? '' : ` of vLLM ${short(entry.version)}`} takes ${wanted.words}, not ${written(entry.value)}${near ? `; \`${near.name}\` is the nearest` : ''}.`,
        checked ? {} : { severity: 'warning' },
      );
    }
  },
};

/** Its own rule says which roles there are. */
const isToldElsewhere = ({ className, key }: ConfigEntry): boolean =>
  className === 'KVTransferConfig' && key === 'kv_role';

const written = (value: Data | undefined): string => {
  const text = JSON.stringify(value) ?? '';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `\`${text}\``;
};

/** What a key takes, where no release that speaks for the one in use takes the value it has. */
function wantedOf({
  className,
  key,
  value,
  version,
}: ConfigEntry): { words: string; choices: readonly (string | number)[] } | undefined {
  if (value === undefined || value === null) return undefined;
  const field = vllmConfigs.classes[className]?.find(({ name }) => name === key);
  const shapes = field
    ? readReleases(className, version).flatMap((release) => {
        const shape = shapeAt(field, release);
        return shape ? [{ shape, release }] : [];
      })
    : [];
  if (shapes.length === 0 || shapes.some(({ shape, release }) => takes(shape, value, release)))
    return undefined;
  const { type, choices = [] } = shapes.at(-1)!.shape;
  return { words: choices.length > 0 ? `one of ${choices.join(', ')}` : words[type], choices };
}

const words: Readonly<Record<VllmConfigShape['type'], string>> = {
  int: 'a whole number',
  float: 'a number',
  bool: '`true` or `false`',
  string: 'a text',
  list: 'a list',
  object: 'an object',
  enum: 'another value',
  any: 'another value',
};

/** As pydantic reads JSON where it is not strict; dataclasses of before 0.13 did not look at choices. */
function takes({ type, choices = [] }: VllmConfigShape, value: Data, release: string): boolean {
  switch (type) {
    case 'int':
      return Number.isInteger(typeof value === 'string' ? numberOf(value) : Number(scalar(value)));
    case 'float':
      return !Number.isNaN(typeof value === 'string' ? numberOf(value) : Number(scalar(value)));
    case 'bool':
      return /^(true|false|[01]|on|off|yes|no|[tfyn])$/i.test(String(scalar(value)));
    case 'string':
      return typeof value === 'string';
    case 'list':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'enum':
      return compareVersions(release, '0.13.0') < 0 || isChoice(choices, value);
    case 'any':
      return true;
  }
}

const scalar = (value: Data): string | number | boolean => (typeof value === 'object' ? Number.NaN : value);
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** Names of enumerations in Python are written in any case; those of a literal only as they stand. */
function isChoice(choices: readonly (string | number)[], value: Data): boolean {
  if (typeof value !== 'string') return choices.includes(value as number);
  if (choices.every((choice) => typeof choice === 'number')) return true;
  const isEnumeration = choices.every((choice) => String(choice) === String(choice).toUpperCase());
  return choices.some(
    (choice) => choice === value || (isEnumeration && String(choice) === value.toUpperCase()),
  );
}

/** Text that is meant to be an object and is no JSON; what is shortened or filled in later is left alone. */
function reportBrokenJson(context: RuleContext): void {
  for (const { flags, located } of toolCalls(context.project, context.options, [vllmServe])) {
    for (const { values } of flags) {
      const [value] = values;
      if (value?.text === undefined || values.length > 1) continue;
      if (!/^\s*\{\s*\\?["'\w]/.test(value.text) || !value.text.includes(':')) continue;
      if (/\.\.\.|…|\{\{|\$[{(\w]|<\w|NaN|Infinity/.test(value.text)) continue;
      const problem = problemOf(value.text);
      if (problem) context.report(located.file, value.range, `This is no JSON: ${problem}.`);
    }
  }
}

function problemOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    if (/[{,]\s*'/.test(text)) return 'texts stand between double quotes';
    if (/[{,]\s*\w+\s*:/.test(text)) return 'keys stand between double quotes, which a shell takes away';
    if (/:\s*(True|False|None)\b/.test(text)) return '`true`, `false` and `null` are written in lower case';
    return /,\s*[}\]]/.test(text) ? 'there is a comma too many' : 'it cannot be parsed';
  }
}
