import type { EngineName } from '../../deployment/deployment.ts';
import type { Measurement } from './measurement.ts';

/** Names of engines in measurement files. */
const engines: Readonly<Record<string, EngineName>> = {
  trtllm: 'tensorrt-llm',
  'tensorrt-llm': 'tensorrt-llm',
  vllm: 'vllm',
  sglang: 'sglang',
};

export function engineOf(row: Measurement): EngineName | undefined {
  return engines[row.engine.toLowerCase()];
}

/** What a label that is not a release stands for, by when it was current (release dates on GitHub). */
const labels: Readonly<Record<string, string>> = {
  'late-2023 fork': '0.2.0',
  'mid-2024 (unpinned)': '0.5.0',
  'nightly 2026-02': '0.16.0',
  'nightly-dev': '0.5.10',
  'gpt-oss-dev': '1.0.0',
  '1.2-era': '1.2.0',
  '1.x-blog': '1.0.0',
  '0.7a': '0.7.0',
  '0.8a': '0.8.0',
};

/** The newest release on a day, oldest first: for rows that name a date and no release. */
const released: Readonly<Partial<Record<EngineName, readonly (readonly [from: string, release: string])[]>>> =
  {
    vllm: [
      ['2025-07-01', '0.10.0'],
      ['2025-10-02', '0.11.0'],
      ['2025-12-03', '0.12.0'],
      ['2026-01-29', '0.15.0'],
      ['2026-03-20', '0.18.0'],
    ],
    'tensorrt-llm': [
      ['2025-09-24', '1.0.0'],
      ['2025-12-15', '1.1.0'],
      ['2026-01-15', '1.2.0'],
    ],
    sglang: [
      ['2025-10-01', '0.5.3'],
      ['2025-12-01', '0.5.6'],
      ['2026-02-20', '0.5.9'],
    ],
  };

/** The release that a row was measured with; undefined where neither a version nor a date is written. */
export function releaseOf(row: Measurement, engine: EngineName): string | undefined {
  const label = row.version.trim();
  if (/^v?\d+\.\d+/.test(label) && !(label in labels)) return label;
  if (label in labels) return labels[label];
  const date = /\b20\d\d-\d\d-\d\d\b/.exec(row.notes)?.[0];
  if (date === undefined) return undefined;
  return released[engine]?.findLast(([from]) => from <= date)?.[1];
}
