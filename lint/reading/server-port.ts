import type { EngineName } from '../../deployment/deployment.ts';
import { limit, traced } from '../../deployment/settings/leaves.ts';
import type { Traced } from '../../deployment/traced.ts';
import type { EngineRun } from './engine-runs.ts';

/**
 * Where each server listens unless it is told otherwise: vllm/entrypoints/openai/cli_args.py, sglang/srt/server_args.py,
 * tensorrt_llm/commands/serve.py, text-generation-inference launcher/src/main.rs (whose image sets PORT=80).
 */
const ports: Readonly<Partial<Record<EngineName, number>>> = {
  vllm: 8000,
  sglang: 30000,
  'tensorrt-llm': 8000,
};

/** The port of the HTTP server; undefined where it cannot be told. */
export function serverPort(run: EngineRun): Traced<number> | undefined {
  const given = run.settings.find('port');
  if (given) return traced(run.settings, limit, 'port');
  const port = ports[run.engine];
  return run.open || port === undefined
    ? undefined
    : { value: port, origin: { kind: 'default', of: run.engine } };
}
