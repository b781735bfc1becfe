import { describe, expect, it } from 'vitest';
import { codesByLine, lintFiles } from './support.ts';

const path = 'models/m/config.pbtxt';
const codes = async (text: string, options = {}): Promise<string[]> => {
  const files = { [path]: text };
  return codesByLine(files, await lintFiles(files, options));
};

describe('suppressions', () => {
  it('hold on their own line', async () => {
    expect(await codes('backend: "python"\nmax_batch_sise: 8 # batchwise-ignore BWS001 -- ours\n')).toEqual(
      [],
    );
  });

  it('hold for the next line where they stand alone, over other comments too', async () => {
    expect(await codes('backend: "python"\n# batchwise-ignore BWS001\n# why\n\nmax_batch_sise: 8\n')).toEqual(
      [],
    );
  });

  it('do not hold for the line after that', async () => {
    expect(await codes('# batchwise-ignore BWS001\nbackend: "python"\nmax_batch_sise: 8\n')).toEqual([
      'BWX001 1',
      'BWS001 3',
    ]);
  });

  it('are not what a page says about them in code spans', async () => {
    const files = { 'notes.md': 'Silence it with `# batchwise-ignore BWS001 -- reason` on the line.\n' };
    expect(codesByLine(files, await lintFiles(files))).toEqual([]);
  });

  it('hold for the whole file', async () => {
    expect(
      await codes('backend: "python"\nmax_batch_sise: 8\n# batchwise-ignore-file BWS001\ninpud { }\n'),
    ).toEqual([]);
  });

  it('name several codes, or a rule by its name', async () => {
    const text = 'backend: "python"\nmax_batch_sise: "8" # batchwise-ignore BWS001, BWS002\n';
    expect(await codes(text)).toEqual(['BWX001 2']);
    expect(await codes('backend: "python"\nmax_batch_sise: 8 # batchwise-ignore unknown-field\n')).toEqual(
      [],
    );
  });

  it('are reported where they name no rule', async () => {
    expect(await codes('backend: "python" # batchwise-ignore BWQ123\n')).toEqual(['BWX001 1']);
  });

  it('are left alone where their rule did not run', async () => {
    expect(await codes('backend: "python" # batchwise-ignore BWS001\n', { ignore: ['BWS'] })).toEqual([]);
  });

  it('hold for a whole command over its continued lines', async () => {
    const files = {
      'build.sh':
        '# batchwise-ignore BWL001 -- kept for 0.7\ntrtllm-build --checkpoint_dir c \\\n  --use_inflight_batching \\\n  --output_dir e\n',
    };
    expect(await lintFiles(files)).toEqual([]);
  });

  it('hold for a whole fence of Markdown', async () => {
    const fence = '```sh\ntrtllm-build --checkpoint_dir c --use_inflight_batching\n```\n';
    const files = { 'notes.md': `<!-- batchwise-ignore BWL001 -->\n${fence}\n${fence}` };
    expect(codesByLine(files, await lintFiles(files))).toEqual(['BWL001 7']);
  });
});
