import { describe, expect, it } from 'vitest';
import { lineOf, lintFiles } from './support.ts';

const path = 'deploy/models/tensorrt_llm/config.pbtxt';
const template = `backend: "tensorrtllm"
max_batch_size: \${triton_max_batch_size}
dynamic_batching { preferred_batch_size: [ \${triton_max_batch_size} ] }
parameters { key: "gpt_model_type" value { string_value: "\${batching_strategy}" } }
parameters { key: "kv_cache_free_gpu_mem_fraction" value { string_value: "\${kv_cache_free_gpu_mem_fraction}" } }
`;
const fill = (pairs: string): Record<string, string> => ({
  [path]: template,
  'deploy/fill.sh': `python3 tools/fill_template.py -i \${REPO}/tensorrt_llm/config.pbtxt ${pairs}\n`,
});
const codes = async (files: Record<string, string>): Promise<string[]> =>
  (await lintFiles(files)).map(
    ({ code, range, path }) => `${code} ${lineOf(files[path] ?? '', range.start)}`,
  );

describe('a template that a command fills', () => {
  const all = 'triton_max_batch_size:64,batching_strategy:V1,kv_cache_free_gpu_mem_fraction:0.9';

  it('has no placeholder left where all are given', async () => {
    expect(await codes(fill(all))).toEqual([]);
  });

  it('is reported where one is left out, with the command beside it', async () => {
    const files = fill('triton_max_batch_size:64,batching_strategy:V1');
    const findings = await lintFiles(files);
    expect(findings.map(({ code }) => code)).toEqual(['BWF002']);
    expect(findings[0]!.related.map((one) => one.path)).toEqual(['deploy/fill.sh']);
    expect(findings[0]!.fixes[0]?.edits[0]?.text).toBe('0.9');
  });

  it('is checked with the values filled in, at their placeholders', async () => {
    const files = fill(all.replace('0.9', '90').replace('V1', 'inflight'));
    expect(await codes(files)).toEqual(['BWL008 4', 'BWL010 5']);
    const [type, fraction] = await lintFiles(files);
    expect(template.slice(type!.range.start, type!.range.end)).toBe(`"\${batching_strategy}"`);
    expect(template.slice(fraction!.range.start, fraction!.range.end)).toBe(
      `"\${kv_cache_free_gpu_mem_fraction}"`,
    );
  });

  it('keeps places right before, inside and after what was filled', async () => {
    const files = { ...fill(all), [path]: template.replace('dynamic_batching', 'dynamic_batchin') };
    expect(await codes(files)).toEqual(['BWS001 3']);
  });

  it('takes a value of an unknown variable for filled', async () => {
    const files = fill(`"triton_max_batch_size:$SIZE,${all.slice(all.indexOf(',') + 1)}"`);
    expect(await codes(files)).toEqual([]);
  });

  it('is left as it is by commands that disagree, and not reported', async () => {
    const files = fill(all);
    files['deploy/fill.sh'] += files['deploy/fill.sh']!.replace(':64', ':32');
    expect(await codes(files)).toEqual([]);
  });

  it('is not filled by a command for another model', async () => {
    const files = fill(all);
    files['deploy/fill.sh'] = files['deploy/fill.sh']!.replace('/tensorrt_llm/', '/ensemble/');
    expect(await codes(files)).toContain('BWF002 2');
  });

  it('loses one of two dollar signs', async () => {
    const files = {
      'deploy/models/pre/config.pbtxt':
        'backend: "python"\nparameters { key: "EXECUTION_ENV_PATH" value { string_value: "$$TRITON_MODEL_DIRECTORY/../env" } }\nmax_batch_size: ${triton_max_batch_size}\n'.replaceAll(
          '$$',
          '$$$$',
        ),
      'deploy/fill.sh': 'fill_template.py -i models/pre/config.pbtxt triton_max_batch_size:4\n',
    };
    files['deploy/models/pre/config.pbtxt'] = files['deploy/models/pre/config.pbtxt'].replace('$$$$', '$$');
    expect(await codes(files)).toEqual(['BWR012 2']);
  });
});

describe('placeholders', () => {
  it('are called by the tool that fills them', async () => {
    const files = {
      'models/a/config.pbtxt': `backend: "python"\nmax_batch_size: {{ .Values.batch }}\n`,
      'models/b/config.pbtxt': `backend: "python"\nmax_batch_size: {{ batch }}\n`,
      'models/c/config.pbtxt': `backend: "python"\nmax_batch_size: \${batch}\n`,
    };
    const said = (await lintFiles(files)).map(({ message }) => message);
    expect(said[0]).toContain('Helm');
    expect(said[1]).toContain('Jinja');
    expect(said[2]).toContain('fill_template.py');
  });

  it('are none in a chat template', async () => {
    const text = '{% for m in messages %}{{ m.content }}{% endfor %}';
    const files = {
      'models/a/config.pbtxt': `backend: "python"\nparameters { key: "chat_template" value { string_value: "${text}" } }\n`,
    };
    expect(await codes(files)).toEqual([]);
  });
});
