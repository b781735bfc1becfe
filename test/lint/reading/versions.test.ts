import { describe, expect, it } from 'vitest';
import { lintFiles } from '../support.ts';

const messages = async (files: Record<string, string>): Promise<string[]> =>
  (await lintFiles(files)).filter(({ code }) => code === 'BWL001').map(({ message }) => message);

describe('the release of a command', () => {
  const build = 'trtllm-build --checkpoint_dir c --max_output_len 1';

  it('is that of a `# batchwise:` line, where an image beside it names another', async () => {
    const script = `# batchwise: trtllm=0.17\n${build}\ndocker run nvcr.io/nvidia/tritonserver:24.01-trtllm-python-py3 ${build}\n`;
    const found = await messages({ 'build.sh': script });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('TensorRT-LLM 0.17');
  });

  it('is the package that a Dockerfile installs, whatever it is built from', async () => {
    const [found] = await messages({
      Dockerfile: `FROM python:3.11\nRUN pip install tensorrt_llm==0.17.0 && ${build}\n`,
    });
    expect(found).toContain('TensorRT-LLM 0.17');
  });

  it('is unknown in a Dockerfile that installs two', async () => {
    const [found] = await messages({
      Dockerfile: `FROM python:3.11\nRUN pip install tensorrt_llm==0.17.0\nRUN pip install tensorrt_llm==0.9.0 && ${build}\n`,
    });
    expect(found).toMatch(/^Current releases/);
  });
});
