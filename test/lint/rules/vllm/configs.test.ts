import { describe, expect, it } from 'vitest';
import { vllmConfigs } from '../../../../catalog/vllm-configs.ts';
import { codesByLine, type Files, lintFiles } from '../../support.ts';

const select = ['BWV013', 'BWV014'];
const told = async (files: Files) =>
  (await lintFiles(files, { select })).map(
    ({ code, severity, path, range }) => `${code} ${severity} ${files[path]!.slice(range.start, range.end)}`,
  );

describe('configurations of vLLM in JSON', () => {
  it('are read as YAML of a --config file', async () => {
    const files = {
      'serve.sh': '# batchwise: vllm=0.20.0\nvllm serve m --config vllm.yaml\n',
      'vllm.yaml': 'speculative-config:\n  method: ngram\n  num_speculative_token: 5\n',
    };
    expect(await told(files)).toEqual(['BWV013 error num_speculative_token']);
  });

  it('are read with escaped quotes and as attached values', async () => {
    const sh = (text: string) => told({ 'serve.sh': `# batchwise: vllm=0.20.0\n${text}\n` });
    expect(await sh('vllm serve m --speculative-config="{\\"methd\\":\\"ngram\\"}"')).toEqual([
      'BWV013 error methd',
    ]);
    expect(await sh('vllm serve m -sc \'{"methd": "ngram"}\'')).toEqual(['BWV013 error methd']);
  });

  it('are read in Python although a value is unknown', async () => {
    const files = {
      'run.py':
        '# batchwise: vllm=0.20.0\nfrom vllm import LLM\nLLM("m", compilation_config={"pass_config": {"enable_fusion": f()}, "mode": x})\n',
    };
    expect(await told(files)).toEqual(['BWV013 error enable_fusion']);
  });

  it('are only doubted between two releases that were read, and in none that was not', async () => {
    const sh = (version: string) =>
      told({
        'serve.sh': `# batchwise: vllm=${version}\nvllm serve m --kv-transfer-config '{"kv_connectr": "x"}'\n`,
      });
    expect(await sh('0.12.0')).toEqual(['BWV013 warning kv_connectr']);
    expect(await sh('0.29.0')).toEqual([]);
    expect(await sh('0.5.0')).toEqual([]);
  });

  it('are left alone where they are free or cut short', async () => {
    const free = [
      `vllm serve m --hf-overrides '{"whatever": {"a": 1}}' --override-generation-config '{"temperature": 0}'`,
      `vllm serve m --speculative-config '{"method": ... }'`,
      `vllm serve m --speculative-config "{{ .Values.speculative }}"`,
      `vllm serve m --speculative-config "$CONFIG" --compilation-config 3 -O3`,
    ];
    expect(await told({ 'serve.sh': `${free.join('\n')}\n` })).toEqual([]);
  });

  it('take numbers and switches written as texts, as pydantic does', async () => {
    const text = `# batchwise: vllm=0.28.0\nvllm serve m --kv-events-config '{"enable_kv_cache_events": "true", "buffer_steps": "100", "hwm": 1e3}'\n`;
    expect(await told({ 'serve.sh': text })).toEqual([]);
    const wrong = text.replace('"true"', '"sure"').replace('"100"', '1.5');
    expect(await told({ 'serve.sh': wrong })).toEqual([
      'BWV014 error enable_kv_cache_events',
      'BWV014 error buffer_steps',
    ]);
  });

  it('know every key of every release that was read, and none of a neighbour that lacks it', async () => {
    const values = { int: 1, float: 0.5, bool: true, string: 'x', list: [], object: {}, any: {} };
    for (const [option, className] of Object.entries(vllmConfigs.options))
      for (const release of vllmConfigs.versions) {
        const keys = vllmConfigs.classes[className]!;
        const lines = keys.map(({ name, periods }) => {
          const shape = periods.find(({ from, to }) => isBetween(from, release, to));
          const type = shape?.type ?? 'any';
          const value = type === 'enum' ? shape!.choices![0] : values[type];
          return {
            has: shape !== undefined,
            text: `vllm serve m ${option} '${JSON.stringify({ [name]: value })}'`,
          };
        });
        if (!lines.some(({ has }) => has)) continue;
        const files = {
          'all.sh': `# batchwise: vllm=${release}\n${lines.map(({ text }) => text).join('\n')}\n`,
        };
        const found = codesByLine(files, await lintFiles(files, { select }));
        const wrong = lines.flatMap(({ has }, at) => (has ? [] : [`BWV013 ${at + 2}`]));
        expect(found, `${option} in ${release}`).toEqual(
          wrong.filter((line) => !isToldElsewhere(lines[Number(line.split(' ')[1]) - 2]!.text)),
        );
      }
  });
});

const at = (version: string): number => vllmConfigs.versions.indexOf(version);
const isBetween = (from: string, release: string, to: string): boolean =>
  at(from) <= at(release) && at(release) <= at(to);
/** BWV009 speaks of it. */
const isToldElsewhere = (text: string): boolean => text.includes('{"tensor_parallel_size"');
