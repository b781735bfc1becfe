import type { LintOptions } from '../lint/rule.ts';

/** What the user set under `batchwise.*`; absent or of the wrong type means the default. */
export function readSettings(value: unknown): LintOptions {
  const settings = isRecord(value) ? value : {};
  const { gpu, targets, autoComplete } = settings;
  return {
    ...(typeof gpu === 'string' && gpu.trim() !== '' && { gpu: gpu.trim() }),
    targets: isRecord(targets)
      ? Object.fromEntries(
          Object.entries(targets).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
        )
      : {},
    autoComplete: autoComplete !== false,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
