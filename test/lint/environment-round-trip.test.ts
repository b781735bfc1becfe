import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FlagAtVersion, flagAt } from '../../catalog/flags.ts';
import { nimVariable, nimVariables } from '../../catalog/nim-environment.ts';
import { tgiLauncherFlags, tgiVariableOfFlag, tgiVariables } from '../../catalog/tgi-environment.ts';
import { lintFiles } from './support.ts';

const facts = join(import.meta.dirname, '../../../shared/facts/engines/nim_env.json');
const codes = async (text: string, select: readonly string[]): Promise<string[]> =>
  (await lintFiles({ 'all.sh': text }, { select })).map(({ code, message }) => `${code} ${message}`);

describe('every variable of NIM', () => {
  const images = ['1.10.0', '2.0.0', '3.0.0'].map((tag) => `nvcr.io/nim/meta/llama-3.1-8b-instruct:${tag}`);
  const values: Readonly<Record<string, string>> = {
    NIM_KVCACHE_PERCENT: '0.9',
    NIM_KV_CACHE_PERCENT: '0.9',
    NIM_TENSOR_PARALLEL_SIZE: '2',
    NIM_PIPELINE_PARALLEL_SIZE: '1',
    NIM_MAX_MODEL_LEN: '8192',
  };

  it.each(images)('is known and takes a legal value in %s', async (image) => {
    const lines = nimVariables.flatMap(({ name, allowed }) =>
      (allowed ?? [values[name] ?? '1']).map(
        (value) => `docker run --gpus all -e ${name.replace('*', 'X')}=${value} ${image}`,
      ),
    );
    expect(lines.length).toBeGreaterThan(50);
    expect(await codes(`${lines.join('\n')}\n`, ['BWN001', 'BWN002'])).toEqual([]);
  });

  it.skipIf(!existsSync(facts))('is there that the facts have', () => {
    const { env } = JSON.parse(readFileSync(facts, 'utf8')) as { env: { name: string }[] };
    const missing = env
      .flatMap(({ name }) => name.split(/\s*[/,]\s*/))
      .filter((name) => /^(NIM|NGC|HF)_[A-Z0-9_]+$/.test(name) && !nimVariable(name));
    expect(missing).toEqual([]);
  });
});

describe('every variable of TGI', () => {
  const legal = ({ type, choices }: FlagAtVersion): string =>
    choices?.[0] !== undefined
      ? String(choices[0])
      : type === 'int'
        ? '1'
        : type === 'float'
          ? '0.5'
          : 'true';

  it.each(tgiLauncherFlags.versions)('stands for its flag in %s', async (version) => {
    const flags = tgiLauncherFlags.flags.flatMap(({ name }) => flagAt(tgiLauncherFlags, name, version) ?? []);
    const lines = [
      ...flags.map((flag) => `-e ${tgiVariableOfFlag(flag.name)}=${legal(flag)}`),
      ...tgiVariables.flatMap(({ name, choices }) => (choices ?? []).map((choice) => `-e ${name}=${choice}`)),
    ].map(
      (option) =>
        `docker run ${option} ghcr.io/huggingface/text-generation-inference:${version} --model-id m`,
    );
    expect(lines.length).toBeGreaterThan(10);
    expect(await codes(`${lines.join('\n')}\n`, ['BWH001', 'BWH002'])).toEqual([]);
  });
});
