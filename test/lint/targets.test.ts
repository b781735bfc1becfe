import { describe, expect, it } from 'vitest';
import { rules } from '../../lint/registry.ts';
import { lintFiles } from './support.ts';

const gpuLine = /gpu=\S+ ?/g;

/** Files of a rule's first bad example without its `gpu=…`, and the GPU that it named. */
function withoutGpu(code: string): { files: Record<string, string>; gpu: string } {
  const rule = rules.find((each) => each.code === code)!;
  const example = rule.examples.bad[0]!;
  const named = typeof example === 'string' ? { [rule.examplePath!]: example } : example;
  const gpu = /gpu=([\w-]+)/.exec(JSON.stringify(named))![1]!;
  const files = Object.entries(named).map(([path, text]) => [
    path,
    text.replaceAll(/[«»]/g, '').replaceAll(gpuLine, ''),
  ]);
  return { files: Object.fromEntries(files), gpu };
}

describe('the GPU of the command line', () => {
  it.each(['BWP001', 'BWP002', 'BWP003', 'BWP005', 'BWM001', 'BWM002'])('reaches %s', async (code) => {
    const { files, gpu } = withoutGpu(code);
    const codes = async (options: { gpu?: string }) =>
      (await lintFiles(files, options)).map((finding) => finding.code);
    expect(await codes({ gpu })).toContain(code);
    expect(await codes({})).not.toContain(code);
  });
});

describe('the release of the command line', () => {
  it('decides the defaults of a deployment that names none', async () => {
    const files = { 'serve.sh': 'vllm serve m --max-num-batched-tokens 4096 --max-model-len 16384\n' };
    const codes = async (targets: Record<string, string>) =>
      (await lintFiles(files, { targets })).map(({ code }) => code);
    expect(await codes({ vllm: '0.6.6' })).toContain('BWV006');
    expect(await codes({ vllm: '0.11.0' })).not.toContain('BWV006');
  });
});

describe('memory', () => {
  it('is not judged where the size of the split cannot be read', async () => {
    const serve = (tensor: string): Record<string, string> => ({
      'serve.sh': `# batchwise: gpu=H100-SXM5-80GB vllm=0.8.0\nvllm serve meta-llama/Llama-3.1-70B-Instruct --dtype bfloat16 --max-model-len 8192 ${tensor}\n`,
    });
    const codes = async (tensor: string) => (await lintFiles(serve(tensor))).map(({ code }) => code);
    expect(await codes('')).toContain('BWM001');
    expect(await codes('--tensor-parallel-size $GPUS')).not.toContain('BWM001');
  });
});
