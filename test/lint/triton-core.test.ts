import { describe, expect, it } from 'vitest';
import { exampleFiles } from '../../lint/examples.ts';
import { applyFixes } from '../../lint/fixes.ts';
import { ruleByCode, rules } from '../../lint/registry.ts';
import { type Files, lintFiles } from './support.ts';

const path = 'models/m/config.pbtxt';

async function said(files: Files | string, select: string[], autoComplete = true): Promise<string[]> {
  const all = typeof files === 'string' ? { [path]: files } : files;
  const findings = await lintFiles(all, { select, autoComplete });
  return findings.map(
    ({ code, severity, path, range }) => `${code} ${severity} ${all[path]!.slice(range.start, range.end)}`,
  );
}

describe('enum values written as numbers', () => {
  it('are read as the names that they stand for', async () => {
    expect(await said('backend: "python"\ninstance_group [ { kind: 2 gpus: [ 0 ] } ]\n', ['BWT008'])).toEqual(
      ['BWT008 error gpus: [ 0 ]'],
    );
    const image = 'backend: "onnxruntime"\ninput [ { name: "x" data_type: 11 format: 2 dims: [ 3, 8 ] } ]\n';
    expect(await said(image, ['BWT006', 'BWT012'], false)).toEqual(['BWT006 error 3, 8']);
    expect(
      await said('backend: "pytorch"\ninput [ { name: "x" data_type: 0 dims: [ 3 ] } ]\n', ['BWT012']),
    ).toEqual(['BWT012 error "x"']);
  });
});

describe('auto-complete', () => {
  const gap = 'backend: "onnxruntime"\ninput [ { name: "x" dims: [ 3 ] } ]\n';
  const server = (flag: string) => ({
    [path]: gap,
    'serve.sh': `tritonserver --model-repository=models${flag}\n`,
  });

  it('fills a gap unless the option or every server says not', async () => {
    expect(await said(gap, ['BWT012'])).toEqual([]);
    expect(await said(gap, ['BWT012'], false)).toEqual(['BWT012 error "x"']);
    expect(await said(server(''), ['BWT012'])).toEqual([]);
    expect(await said(server(' --disable-auto-complete-config'), ['BWT012'])).toEqual(['BWT012 error "x"']);
    expect(await said(server(' --strict-model-config=true'), ['BWT012'])).toEqual(['BWT012 error "x"']);
    expect(await said(server(' --strict-model-config=false'), ['BWT012'])).toEqual([]);
  });

  it('depends on the script of a Python model', async () => {
    const model = (script: string) => ({
      [path]: 'backend: "python"\ninput [ { name: "x" dims: [ 3 ] } ]\n',
      'models/m/1/model.py': script,
    });
    expect(await said(model('class TritonPythonModel:\n    pass\n'), ['BWT012'])).toEqual([
      'BWT012 error "x"',
    ]);
    expect(await said(model('class TritonPythonModel(Base):\n    pass\n'), ['BWT012'])).toEqual([]);
    const filling =
      'class TritonPythonModel:\n    @staticmethod\n    def auto_complete_config(config):\n        pass\n';
    expect(await said(model(filling), ['BWT012'])).toEqual([]);
  });
});

describe('the backend of a model', () => {
  const shaped = (head: string) =>
    `${head}input [ { name: "x" data_type: TYPE_INT32 dims: [ 3 ] is_shape_tensor: true } ]\n`;

  it.each([
    ['', 'models/m/1/model.plan', []],
    ['', 'models/m/1/model.onnx', ['BWT039 error true']],
    ['default_model_filename: "model.plan"\n', 'models/m/1/other', []],
    ['default_model_filename: "model.pt"\n', 'models/m/1/other', ['BWT039 error true']],
    ['platform: "tensorrt_plan"\n', 'models/m/1/other', []],
    ['', 'models/m/1/other', []],
  ])('%j with %s is told as Triton tells it', async (head, file, wanted) => {
    expect(await said({ [path]: shaped(head), [file]: 'x' }, ['BWT039'])).toEqual(wanted);
  });

  it('is soft where only the model file is missing, and sure where nothing is said at all', async () => {
    const kept = (text: string) => ({ [path]: text, 'models/m/1/.gitkeep': '' });
    expect(await said(kept('max_batch_size: 8\n'), ['BWT002'])).toEqual(['BWT002 warning max_batch_size']);
    expect(await said(kept('\n'), ['BWT002'])).toEqual(['BWT002 error \n']);
    expect(await said({ [path]: '\n' }, ['BWT002'])).toEqual([]);
    expect(
      await said({ 'models/m.identity/config.pbtxt': '', 'models/m.identity/1/.gitkeep': '' }, ['BWT002']),
    ).toEqual([]);
  });
});

describe('decoupled models in an ensemble', () => {
  const model = (decoupled: boolean) =>
    `backend: "python"\n${decoupled ? 'model_transaction_policy { decoupled: true }\n' : ''}` +
    'input [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] }, { name: "w" data_type: TYPE_FP32 dims: [ 1 ] optional: true } ]\n' +
    'output [ { name: "y" data_type: TYPE_FP32 dims: [ 1 ] } ]\n';
  const ensemble = (second: string) =>
    'platform: "ensemble"\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "c" data_type: TYPE_FP32 dims: [ 1 ] } ]\n' +
    'ensemble_scheduling { step [ { model_name: "first" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } },\n' +
    `{ model_name: "second" model_version: -1 input_map { key: "x" value: "b" } ${second} output_map { key: "y" value: "c" } } ] }\n`;
  const repository = (decoupled: boolean, second: string) => ({
    'models/all/config.pbtxt': ensemble(second),
    'models/first/config.pbtxt': model(decoupled),
    'models/second/config.pbtxt': model(false),
  });
  const beside = 'input_map { key: "w" value: "a" }';

  it('do not meet what has not passed through them', async () => {
    expect(await said(repository(true, beside), ['BWE013'])).toEqual(['BWE013 error "second"']);
    expect(await said(repository(true, ''), ['BWE013'])).toEqual([]);
    expect(await said(repository(false, beside), ['BWE013'])).toEqual([]);
  });

  it('are not judged where a model is not in the repository', async () => {
    const { 'models/first/config.pbtxt': _, ...rest } = repository(true, beside);
    expect(await said(rest, ['BWE013', 'BWE017'])).toEqual([]);
  });
});

describe('a fix', () => {
  const mended = async (code: string, index: number): Promise<string> => {
    const rule = ruleByCode(code)!;
    const files = exampleFiles(rule, rule.examples.bad[index]!);
    const all = Object.fromEntries(files.map(({ path, text }) => [path, text]));
    const [finding] = await lintFiles(all, { select: [code] });
    return applyFixes(all[finding!.path]!, finding!.fixes[0]!.edits);
  };

  it('sorts buckets, writes octal numbers in base ten, and gives a warm-up its size', async () => {
    expect(await mended('BWT037', 0)).toContain('buckets: [ 1, 10, 100 ]');
    expect(await mended('BWS007', 0)).toContain('max_batch_size: 8');
    expect(await mended('BWT051', 0)).toContain('batch_size: 1 ');
    expect(await mended('BWT051', 1)).toContain('{ batch_size: 1 name: "w"');
    expect(await mended('BWT028', 1)).toContain('backend: "tensorrtllm"');
    expect(await mended('BWE015', 0)).toContain('model_version: -1');
  });

  it('leaves a text that can be read, and its mistake out of it', async () => {
    let tried = 0;
    for (const rule of rules.filter(({ area }) => ['triton', 'ensemble', 'schema'].includes(area))) {
      for (const example of rule.examples.bad) {
        const files = Object.fromEntries(exampleFiles(rule, example).map(({ path, text }) => [path, text]));
        const own = (await lintFiles(files)).filter(({ code }) => code === rule.code);
        for (const fix of own[0]?.fixes ?? []) {
          const { path } = fix.edits[0]!;
          const after = await lintFiles({ ...files, [path]: applyFixes(files[path]!, fix.edits) });
          expect(
            after.filter(({ code }) => code === 'BWF001'),
            `${rule.code} ${fix.title}`,
          ).toEqual([]);
          expect(
            after.filter(({ code }) => code === rule.code).length,
            `${rule.code} ${fix.title}`,
          ).toBeLessThan(own.length);
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(30);
  });
});
