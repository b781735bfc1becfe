import { compareVersions } from '../../catalog/version.ts';
import type { VllmQuantization } from '../../catalog/vllm-quantization.ts';
import type { Facts } from './facts.ts';

interface MethodEntry {
  readonly min_cc: string | readonly string[];
  readonly act_dtypes?: readonly string[];
  readonly seen_in: readonly string[];
}

/** What each method that `--quantization` names asks of the GPU and of `--dtype`, by release. */
export function vllmQuantization(facts: Facts): VllmQuantization {
  const { methods } = facts.json<{ methods: Readonly<Record<string, readonly MethodEntry[]>> }>(
    'engines/vllm_hw.json',
  );
  const { flags } = facts.json<{
    flags: readonly { name: string; history: readonly { choices?: readonly (string | null)[] }[] }[];
  }>('engines/vllm_flags.json');
  const option = flags.find(({ name }) => name === '--quantization');
  const named = new Set(option?.history.flatMap(({ choices = [] }) => choices));
  return {
    source:
      'vllm-project/vllm vllm/model_executor/layers/quantization get_min_capability and get_supported_act_dtypes, read at releases from 0.3.0 to 0.28.0',
    methods: Object.entries(methods)
      // Methods for CPUs ask for a capability below any.
      .filter(([name, entries]) => named.has(name) && entries.every((entry) => minimum(entry) > 0))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, entries]) => ({ name, periods: entries.map(toPeriod) })),
  };
}

/** The lowest of several classes is what surely is refused. */
const minimum = ({ min_cc }: MethodEntry): number => Math.min(...[min_cc].flat().map(Number));

function toPeriod(entry: MethodEntry) {
  const seen = [...entry.seen_in].sort(compareVersions);
  const types = (entry.act_dtypes ?? []).flatMap((list) =>
    list
      .replace(/[[\]]/g, '')
      .split(',')
      .map((type) => type.trim().replace(/^half$/, 'float16')),
  );
  return {
    from: seen[0]!,
    to: seen.at(-1)!,
    minSm: minimum(entry),
    ...(types.length > 0 && { types: [...new Set(types)] }),
  };
}
