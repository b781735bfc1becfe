import type { Facts } from './facts.ts';

interface FlagFacts {
  readonly flags: readonly { readonly name: string; readonly group: string | null }[];
}

/** The options of vLLM's HTTP server, which the engine's arguments do not have. */
export function vllmServerOptions(facts: Facts) {
  const { flags } = facts.json<FlagFacts>('engines/vllm_flags.json');
  return {
    source: 'vllm-project/vllm vllm/entrypoints/openai/cli_args.py, FrontendArgs, 0.2.0 to 0.28.0',
    names: flags
      .filter(({ group }) => group === 'Frontend')
      .map(({ name }) => name)
      .sort(),
  };
}
