import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const model = ['--model', 'llama-3.1-8b', '--gpu', 'h100-sxm', '--weights', 'bf16'];
const vllm = ['--engine', 'vllm', '--engine-version', '0.11.0', ...model];

function simulate(args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}) {
  return spawnSync(process.execPath, ['dist/cli.js', 'simulate', ...args], {
    encoding: 'utf8',
    input: options.input ?? '',
    env: { ...process.env, ...options.env },
  });
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchwise-simulate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const trace = 'arrived_at,num_prefill_tokens,num_decode_tokens\n0,100,10\n0.5,200,20\n1,50,5\n';

describe('simulate --html', () => {
  const run = ['examples/llama-3.1-8b-h100', '--compare', 'static,inflight', '--requests', '200'];

  let pages: string;
  beforeAll(async () => {
    pages = await mkdtemp(join(tmpdir(), 'batchwise-html-'));
  });
  afterAll(() => rm(pages, { recursive: true, force: true }));

  it('writes one page beside its output, the same bytes for the same run', async () => {
    const path = join(pages, 'report.html');
    const { status, stdout, stderr } = simulate([...run, '--format', 'json', '--html', path]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout).results).toHaveLength(2);
    const page = await readFile(path, 'utf8');
    expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(page).toContain('Llama-3.1-8B fp8 on H100-SXM5-80GB');
    expect(page).toContain(`--requests 200 --format json --html ${path}</code>`);
    simulate([...run, '--format', 'json', '--html', path]);
    expect(await readFile(path, 'utf8')).toBe(page);
  });

  it('ends with 2 where it cannot be written', () => {
    expect(simulate([...run, '--html', join(pages, 'no', 'report.html')]).status).toBe(2);
  });

  it('writes one of a Triton model as well', async () => {
    const path = join(pages, 'triton.html');
    const table = 'examples/triton-models/text_recognition.csv';
    const model = ['examples/triton-models/text_recognition', '--latency-table', table, '--rate', '100'];
    expect(simulate([...model, '--html', path]).status).toBe(0);
    const page = await readFile(path, 'utf8');
    expect(page).not.toContain('<script');
    expect(page).toContain('text_recognition, at most 8 in a batch');
    expect(page).toContain('It keeps up with the load.');
    expect(page).toMatch(/<th scope="row">latency<\/th><td>[\d.]+ ms<\/td>/);
    expect(page.match(/<rect class="green" x="6%"/g)!.length).toBeGreaterThan(1);
  });
});

describe('simulate', () => {
  it.each([
    [['--engine', 'vllm', '--engine-version', '0.6.0']],
    [['--engine', 'vllm', '--engine-version', '0.11.0']],
    [['--engine', 'sglang', '--engine-version', '0.4.6']],
    [['--engine', 'tgi', '--engine-version', '2.0']],
    [['--engine', 'tensorrt-llm', '--engine-version', '0.17', '--policy', 'guaranteed-no-evict']],
    [['--engine', 'tensorrt-llm', '--engine-version', '0.17', '--policy', 'max-utilization']],
    [['--engine', 'tensorrt-llm', '--engine-version', '0.17', '--policy', 'static-batch']],
    [['--engine', 'triton', '--batching', 'dynamic', '--max-queue-delay-us', '20000']],
  ])('gives %j in the shape of the contract, and as many requests in the batch as Little says', (engine) => {
    const load = ['--rate', '8', '--isl', '512', '--osl', '64', '--requests', '500'];
    const limits = ['--max-batch-size', '64', '--max-seq-len', '4096'];
    const { status, stdout, stderr } = simulate([
      ...engine,
      ...model,
      ...load,
      ...limits,
      '--format',
      'json',
    ]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const { results, simulated_requests: simulated } = JSON.parse(stdout);
    expect(simulated).toBe(500);
    const [result] = results;
    expect(result).toMatchObject({ completed: 500, rejected: 0, preemptions: 0, saturated: false });
    for (const metric of ['ttft_ms', 'tpot_ms', 'itl_ms', 'e2e_ms'])
      expect(Object.keys(result[metric])).toEqual(['mean', 'p50', 'p90', 'p95', 'p99']);
    for (const name of ['cache_hit_rate', 'cache_evictions', 'host_fetched_blocks', 'padded_row_share'])
      expect(result[name]).toBeTypeOf('number');
    // L = λW, by the requests' times in the engine. The mean batch is of steps, and steps of a large batch take longer.
    const { queue, server, padding, ...inside } = result.mean_request_ms;
    const unfinished = Object.values<number>(inside).reduce((sum, part) => sum + part, 0);
    const ratio = (result.mean_batch * result.busy) / ((result.requests_per_s * unfinished) / 1000);
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1.01);
  });

  it('says how much of the prompts the cache had, of shared prefixes and of conversations', () => {
    const half = simulate([...vllm, '--prefix-share', '0.5', '--isl', '1024', '--format', 'json']);
    expect(JSON.parse(half.stdout).results[0].cache_hit_rate).toBeCloseTo(0.5, 1);
    const talk = simulate([...vllm, '--turns', '5', '--think-time', '2', '--isl', '200', '--rate', '1']);
    expect(talk.stdout).toMatch(/prefix cache, prompt tokens found +\d\d %/);
    expect(talk.stdout).toContain('conversations of 5 turns');
  });

  it('replays a trace from standard input', () => {
    const { stdout } = simulate([...vllm, '--trace', '-', '--format', 'json'], { input: trace });
    const { results, workload } = JSON.parse(stdout);
    expect(results[0]).toMatchObject({ completed: 3, prompt_tokens: 350 });
    expect(workload).toEqual({ trace: 3, seed: 0 });
  });

  it('has no NaN where nobody was answered, and no picture of nobody', () => {
    const { status, stdout } = simulate([...vllm, '--max-seq-len', '300', '--isl', '1000']);
    expect(status).toBe(0);
    expect(stdout).not.toContain('NaN');
    expect(stdout).not.toContain('Who ran when');
    expect(stdout.replace(/\s+/g, ' ')).toContain('refused 512 of 512 requests, too long for max_seq_len');
  });

  it('is coloured where asked, and not against NO_COLOR', () => {
    const code = '\u001b[';
    expect(simulate([...vllm, '--color', 'always']).stdout).toContain(code);
    const env = { NO_COLOR: '1', FORCE_COLOR: '1' };
    expect(simulate(vllm, { env }).stdout).not.toContain(code);
  });

  it.each([
    [['--compare', 'foo'], /--compare.*static, dynamic, inflight/],
    [['--requests', '1e30'], /--requests.*1 to 1,000,000,000/],
    [['--requests', '9000000', '--requests-out', 'rows.csv'], /at most 5,000,000 rows/],
    [['--requests-out', '/nowhere/rows.csv'], /cannot write \/nowhere\/rows\.csv: there is no such folder/],
    [['--calibration', 'nowhere.json'], /cannot read nowhere\.json: no such file/],
    [['--trace', 'nowhere.csv'], /cannot read nowhere\.csv: no such file/],
    [['--trace', '-'], /standard input is empty/],
  ])('refuses %j with one clear error', (words, message) => {
    const { status, stdout, stderr } = simulate([...vllm, ...words]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('ends at Ctrl-C and leaves nothing behind', async () => {
    const kept = join(folder, 'rows.csv');
    await writeFile(kept, 'as it was\n');
    const child = spawn(
      process.execPath,
      ['dist/cli.js', 'simulate', ...vllm, '--rate', '10', '--requests', '5000000', '--requests-out', kept],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let written = '';
    child.stdout.on('data', (text) => (written += text));
    child.stderr.on('data', (text) => (written += text));
    const ended = new Promise((resolve) => {
      child.on('close', (code, signal) => resolve(signal ?? code));
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGINT');
    expect(await ended).toBe('SIGINT');
    expect(written).toBe('');
    expect(await readdir(folder)).toEqual(['rows.csv']);
    expect(await readFile(kept, 'utf8')).toBe('as it was\n');
  });
});
