import { describe, expect, it } from 'vitest';
import type { Project } from '../../deployment/project.ts';
import { lint, rules } from '../../lint/index.ts';
import { lintFiles, projectOf } from './support.ts';

const broken = {
  'b/m/config.pbtxt': 'backend: "python"\ninpud { }\nmax_batch_sise: 8\n',
  'a/m/config.pbtxt': 'backend: "python"\nmax_batch_size: "8"\n',
};

describe('lint', () => {
  it('sorts by path and position', async () => {
    const findings = await lintFiles(broken);
    expect(findings.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'a/m/config.pbtxt BWS002',
      'b/m/config.pbtxt BWS001',
      'b/m/config.pbtxt BWS001',
    ]);
    expect(findings[1]!.range.start).toBeLessThan(findings[2]!.range.start);
  });

  it('reports equal findings once', async () => {
    const project = await projectOf(broken);
    const twice: Project = {
      ...project,
      tritonConfigs: [...project.tritonConfigs, ...project.tritonConfigs],
    };
    expect(lint(twice)).toEqual(lint(project));
  });

  it('runs the rules that are selected, by code, beginning or name', async () => {
    expect(await lintFiles(broken, { select: ['BWS002'] })).toHaveLength(1);
    expect(await lintFiles(broken, { select: ['bws'] })).toHaveLength(3);
    expect(await lintFiles(broken, { select: ['unknown-field'] })).toHaveLength(2);
    expect(await lintFiles(broken, { ignore: ['BWS001'] })).toHaveLength(1);
    expect(await lintFiles(broken, { ignore: ['BW'] })).toHaveLength(0);
  });

  it('runs fast and slow rules apart', async () => {
    const slow = rules.filter(({ speed }) => speed === 'slow').map(({ code }) => code);
    expect(slow).toEqual(expect.arrayContaining(['BWM001', 'BWM002', 'BWM003']));
    const files = {
      'serve.sh':
        '# batchwise: gpu=L4 vllm=0.8.0\nvllm serve meta-llama/Llama-3.1-70B-Instruct --dtype bfloat16\n',
    };
    expect((await lintFiles(files, { speed: 'fast' })).map(({ code }) => code)).not.toContain('BWM001');
    expect((await lintFiles(files, { speed: 'slow' })).map(({ code }) => code)).toContain('BWM001');
  });

  it('goes on where a rule fails, and says so', async () => {
    const project = await projectOf(broken);
    const faulty: Project = {
      ...project,
      get manifests(): never {
        throw new Error('no manifests today');
      },
    };
    const findings = lint(faulty);
    const faults = findings.filter(({ code }) => code === 'BWX002');
    expect(faults.length).toBeGreaterThan(0);
    expect(faults[0]!.message).toContain('BWK');
    expect(faults[0]!.message).toContain('no manifests today');
    expect(findings.filter(({ code }) => code === 'BWS001')).toHaveLength(2);
  });

  it('gives every finding the page of its rule', async () => {
    for (const { code, docs } of await lintFiles(broken)) expect(docs).toBe(`docs/rules/${code}.md`);
  });

  it('takes no more than a moment for a large config', async () => {
    const tensors = Array.from(
      { length: 5000 },
      (_, i) => `  { name: "t${i}" data_type: FP32 dims: [ 0 ] }`,
    ).join(',\n');
    const files = { 'models/m/config.pbtxt': `backend: "python"\ninput [\n${tensors}\n]\n` };
    const project = await projectOf(files);
    const start = performance.now();
    const findings = lint(project);
    expect(findings.length).toBeGreaterThan(5000);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
