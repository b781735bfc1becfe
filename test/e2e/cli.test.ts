import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program as a process; never a terminal. */
function batchwise(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['dist/cli.js', ...args], {
      env: { ...process.env, ...options.env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(options.input ?? '');
  });
}

const llama = 'examples/llama-3.1-8b-h100';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchwise-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const broken =
  'name: "m"\nbackend: "onnxruntime"\nmax_batch_size: 8\ndynamic_batching { preferred_batch_size: [ 16 ] }\n';

describe('lint', () => {
  it('finds no error in the example and ends with 0', async () => {
    const { code, stdout } = await batchwise(['lint', llama, '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).summary).toMatchObject({ errors: 0 });
  });

  it('reads standard input under the name that it is given, in the shape of the contract', async () => {
    const { code, stdout } = await batchwise(
      ['lint', '-', '--stdin-filename', 'm/config.pbtxt', '--format', 'json'],
      { input: broken },
    );
    expect(code).toBe(1);
    const { files, summary, version } = JSON.parse(stdout);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(summary).toMatchObject({ files: 1, errors: 1 });
    expect(summary.wall_s).toBeTypeOf('number');
    expect(files[0].path).toBe('m/config.pbtxt');
    expect(files[0].findings[0]).toMatchObject({
      severity: 'error',
      name: 'preferred-batch-size-over-max',
      range: { start: { line: 3, character: 43 }, end: { line: 3, character: 45 } },
    });
    expect(Object.keys(files[0].findings[0]).sort()).toEqual([
      'code',
      'docs',
      'fixable',
      'message',
      'name',
      'range',
      'severity',
    ]);
  });

  it('prints place, message and code frame for a person, without colour where there is no terminal', async () => {
    const { stdout } = await batchwise(['lint', '-', '--stdin-filename', 'm/config.pbtxt'], {
      input: broken,
    });
    expect(stdout).toContain('m/config.pbtxt:4:44');
    expect(stdout).toMatch(/4 │ dynamic_batching .*\n\s+│ +\^\^/);
    expect(stdout).not.toContain('\u001b[');
    const { stdout: coloured } = await batchwise(
      ['lint', '-', '--color', 'always', '--stdin-filename', 'm/config.pbtxt'],
      { input: broken },
    );
    expect(coloured).toContain('\u001b[');
  });

  it.each([
    ['compact', /^m\/config\.pbtxt:4:44: error BW\w\d+ /],
    ['github', /^::error title=.*file=m\/config\.pbtxt,line=4,col=44/],
    ['gitlab', /"fingerprint": "[0-9a-f]{32}"/],
    ['junit', /<testsuites name="batchwise" failures="1">/],
    ['sarif', /"version": "2\.1\.0"/],
  ])('writes %s', async (format, expected) => {
    const { stdout } = await batchwise(
      ['lint', '-', '--stdin-filename', 'm/config.pbtxt', '--format', format],
      { input: broken },
    );
    expect(stdout).toMatch(expected);
  });

  it('fails only at or above --fail-on', async () => {
    const args = ['lint', '-', '--stdin-filename', 'm/config.pbtxt'];
    expect((await batchwise([...args, '--fail-on', 'never'], { input: broken })).code).toBe(0);
    expect(
      (await batchwise([...args, '--ignore', 'preferred-batch-size-over-max'], { input: broken })).code,
    ).toBe(0);
  });

  it('shows what a fix would change, then changes it once', async () => {
    const path = join(folder, 'config.pbtxt');
    await writeFile(path, 'backend: "onnxruntime"\nmax_batch_sise: 8\n', { mode: 0o600 });
    const diff = await batchwise(['lint', path, '--diff']);
    expect(diff.stdout).toContain('-max_batch_sise: 8');
    expect(diff.stdout).toContain('+max_batch_size: 8');
    expect(await readFile(path, 'utf8')).toContain('max_batch_sise');
    await batchwise(['lint', path, '--fix']);
    expect(await readFile(path, 'utf8')).toBe('backend: "onnxruntime"\nmax_batch_size: 8\n');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('keeps quiet about what a baseline knows, also after edits elsewhere, and speaks of what is new', async () => {
    const path = join(folder, 'baseline.json');
    const config = join(folder, 'config.pbtxt');
    await writeFile(config, broken);
    expect((await batchwise(['lint', config, '--write-baseline', path])).code).toBe(0);
    expect((await batchwise(['lint', config, '--baseline', path])).code).toBe(0);
    await writeFile(config, `# a line more\n${broken}`);
    expect((await batchwise(['lint', config, '--baseline', path])).code).toBe(0);
    await writeFile(config, `${broken}max_batch_sise: 1\n`);
    const { code, stdout } = await batchwise(['lint', config, '--baseline', path]);
    expect(code).toBe(1);
    expect(stdout).toContain('max_batch_sise');
    expect(stdout).not.toContain('preferred-batch-size-over-max');
    await writeFile(path, '{"version": 2}');
    expect((await batchwise(['lint', config, '--baseline', path])).code).toBe(2);
  });

  it.each([
    [['lint', 'no/such/file'], /no\/such\/file/],
    [['lint', '--select', 'BWZ999', llama], /BWZ999/],
    [['lint', '--target', 'triton', llama], /triton=26\.07/],
    [['lint', '--gpu', 'h1000', llama], /h1000/],
    [['lint', '--format', 'xml', llama], /xml|one of/i],
    [['lnt'], /lnt/],
  ])('%j is wrong usage: exit 2 and one clear line', async (args, expected) => {
    const { code, stderr, stdout } = await batchwise(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
  });
});

describe('study notes', () => {
  it('are full of mistakes, each with a code', async () => {
    const { code, stdout } = await batchwise(['lint', 'examples/study-notes', '--format', 'compact']);
    expect(code).toBe(1);
    for (const mistake of [
      '--model',
      '--use_inflight_batching',
      '--paged_kv_cache',
      '--max_output_len',
      '--use_fp8',
      'batching_type',
      'gpu_utilization',
    ]) {
      expect(stdout).toContain(mistake);
    }
  });
});

describe('simulate', () => {
  const simulate = ['simulate', llama, '--compare', 'static,inflight'];

  it('puts in-flight ahead and says why', async () => {
    const { code, stdout } = await batchwise(simulate);
    expect(code).toBe(0);
    expect(stdout).toMatch(/In-flight serves [\d.]+× as many requests per second: static keeps each slot/);
    expect(stdout).toContain('Memory');
    expect(stdout).toContain('Who ran when');
  });

  it.each(['text', 'json'])('gives the same bytes for the same seed (%s)', async (format) => {
    const runs = await Promise.all(
      [1, 2].map(() => batchwise([...simulate, '--seed', '7', '--format', format])),
    );
    expect(runs[0]!.stdout).toBe(runs[1]!.stdout);
    const other = await batchwise([...simulate, '--seed', '8', '--format', format]);
    expect(other.stdout).not.toBe(runs[0]!.stdout);
  });

  it('has the keys of the contract', async () => {
    const { stdout } = await batchwise([...simulate, '--format', 'json']);
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining(['deployment', 'workload', 'results', 'simulated_requests', 'wall_s']),
    );
    expect(result.results.map((each: { batching: string }) => each.batching)).toEqual(['static', 'inflight']);
    for (const each of result.results) {
      expect(Object.keys(each)).toEqual(
        expect.arrayContaining([
          'memory',
          'ttft_ms',
          'tpot_ms',
          'itl_ms',
          'e2e_ms',
          'requests_per_s',
          'output_tokens_per_s',
          'total_tokens_per_s',
          'completed',
          'rejected',
          'preemptions',
          'saturated',
          'error_band',
        ]),
      );
      expect(each.memory).toMatchObject({
        fits: true,
        weights_bytes: expect.any(Number),
        kv_cache_tokens: expect.any(Number),
      });
      expect(Object.keys(each.ttft_ms)).toEqual(['mean', 'p50', 'p90', 'p95', 'p99']);
      expect(each.error_band.evidence).toEqual(expect.any(String));
    }
    expect(result.results[1].requests_per_s).toBeGreaterThan(result.results[0].requests_per_s);
  });

  it('serves a hundred thousand requests, each of them in the file', async () => {
    const path = join(folder, 'requests.csv');
    const { code, stdout } = await batchwise([
      'simulate',
      llama,
      '--requests',
      '100000',
      '--requests-out',
      path,
      '--format',
      'json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      simulated_requests: 100_000,
      results: [{ completed: 100_000 }],
    });
    const rows = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(rows[0]).toBe(
      'id,arrived_s,scheduled_s,first_token_s,finished_s,prompt_tokens,output_tokens,cached_tokens,preemptions',
    );
    expect(rows).toHaveLength(100_001);
  });

  it('describes a deployment by flags alone', async () => {
    const { code, stdout } = await batchwise([
      'simulate',
      '--engine',
      'vllm',
      '--engine-version',
      '0.11.0',
      '--model',
      'llama-3.1-8b',
      '--gpu',
      'NVIDIA H100 80GB HBM3',
      '--isl',
      '512',
      '--osl',
      'uniform:16,256',
      '--concurrency',
      '16',
      '--requests',
      '64',
      '--format',
      'json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ completed: 64, batching: 'inflight' });
  });

  it('replays a trace', async () => {
    const path = join(folder, 'trace.csv');
    await writeFile(path, 'arrived_at,num_prefill_tokens,num_decode_tokens\n0,100,10\n0.5,200,20\n');
    const { stdout } = await batchwise(['simulate', llama, '--trace', path, '--format', 'json']);
    expect(JSON.parse(stdout).results[0].completed).toBe(2);
    await writeFile(path, 'arrived_at,num_prefill_tokens,num_decode_tokens\n0,100,10\n0.5,many,20\n');
    const bad = await batchwise(['simulate', llama, '--trace', path]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('trace.csv:3');
  });

  it('ends with 1 where an assertion does not hold, and says by how much', async () => {
    expect(
      (
        await batchwise([
          'simulate',
          llama,
          '--rate',
          '2',
          '--assert',
          'ttft_p99_ms<60000',
          '--assert',
          'fits==1',
        ])
      ).code,
    ).toBe(0);
    const { code, stderr } = await batchwise([
      'simulate',
      llama,
      '--rate',
      '2',
      '--assert',
      'ttft_p99_ms<0.001',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ttft_p99_ms<0\.001 does not hold/);
    expect((await batchwise(['simulate', llama, '--assert', 'speed>9000'])).code).toBe(2);
  });

  it.each([
    [['simulate', '--engine', 'vllm', '--gpu', 'h100'], /--model/],
    [['simulate', '--model', 'llama-3.1-8b'], /--engine/],
    [['simulate', llama, '--isl', 'long'], /lognormal/],
    [['simulate', llama, '--rate', '1', '--offline'], /--rate and --offline/],
    [['simulate', 'examples/study-notes', '--deployment', 'x'], /deployment/],
  ])('%j is wrong usage', async (args, expected) => {
    const { code, stderr } = await batchwise(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
  });
});

describe('memory, show, parse', () => {
  it('says where every byte goes and how it was counted', async () => {
    const { stdout } = await batchwise(['memory', llama, '--explain']);
    expect(stdout).toContain('Weights');
    expect(stdout).toMatch(/KV cache holds [\d,]+ tokens/);
    const { stdout: json } = await batchwise(['memory', llama, '--format', 'json']);
    const { memory } = JSON.parse(json);
    const sum = memory.items.reduce((total: number, item: { bytes: number }) => total + item.bytes, 0);
    expect(sum + memory.free_bytes).toBeCloseTo(memory.gpu_bytes, -3);
  });

  it('shows each value with its file and line', async () => {
    const { stdout } = await batchwise(['show', llama]);
    expect(stdout).toMatch(/max num tokens\s+8,192\s+examples\/llama-3\.1-8b-h100\/build_engine\.sh:\d+/);
    expect(stdout).toMatch(/default of TensorRT-LLM 0\.17/);
  });

  it('parses as the C++ parser does', async () => {
    const good = await batchwise(['parse', '-'], { input: 'max_batch_size: 0x10' });
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toEqual({ ok: true, errors: [], value: { max_batch_size: 16 } });
    const bad = await batchwise(['parse', '-'], { input: 'max_batch_size: ${triton_max_batch_size}' });
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ ok: false, errors: [{ line: 1, column: 17 }] });
  });

  it('parses any message of any schema', async () => {
    const schema = join(folder, 'a.proto');
    await writeFile(schema, 'syntax = "proto3"; package a; message B { repeated int32 c = 1; }');
    const { stdout } = await batchwise(['parse', '-', '--schema', schema, '--message', 'B'], {
      input: 'c: [1, 2]',
    });
    expect(JSON.parse(stdout).value).toEqual({ c: [1, 2] });
  });
});

describe('the rest', () => {
  it('lists and explains rules, GPUs, models', async () => {
    const rules = JSON.parse((await batchwise(['rules', '--format', 'json'])).stdout);
    expect(rules.length).toBeGreaterThan(15);
    // The rules about Batchwise itself follow no engine.
    for (const rule of rules)
      if (rule.area !== 'lint') expect(rule.sources.length, rule.code).toBeGreaterThan(0);
    expect((await batchwise(['explain', rules[0].code])).stdout).toContain(rules[0].summary);
    expect((await batchwise(['explain', 'BWT9999'])).code).toBe(2);
    expect((await batchwise(['gpus'])).stdout).toContain('H100-SXM5-80GB');
    expect((await batchwise(['models'])).stdout).toContain('meta-llama/Llama-3.1-8B');
  });

  it('writes to --output in one step', async () => {
    const path = join(folder, 'rules.md');
    const { stdout } = await batchwise(['rules', '--format', 'markdown', '--output', path]);
    expect(stdout).toBe('');
    expect(await readFile(path, 'utf8')).toContain('| code |');
    expect((await batchwise(['rules', '--output', join(folder, 'no', 'such', 'folder')])).code).toBe(2);
  });

  it('prints its version and help', async () => {
    expect((await batchwise(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await batchwise(['simulate', '--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('--max-batch-size');
  });
});
