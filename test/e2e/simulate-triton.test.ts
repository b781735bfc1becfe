import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'batchwise-triton-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const models = 'examples/triton-models';
const table = ['--latency-table', `${models}/text_recognition.csv`];

function simulate(...args: readonly string[]) {
  return spawnSync(process.execPath, ['dist/cli.js', 'simulate', ...args], { encoding: 'utf8' });
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('simulate --latency-table', () => {
  it('reports where the time goes, the batches, the instances and a verdict', () => {
    const { status, stdout, stderr } = simulate(
      `${models}/text_recognition`,
      ...table,
      '--concurrency',
      '8',
      '--request-batch',
      '2',
    );
    expect(status, stderr).toBe(0);
    for (const heading of [
      'Where the time goes',
      'Latency and throughput',
      'Batches',
      'Instances',
      'Verdict',
      'Assumed',
    ])
      expect(stdout).toContain(heading);
    expect(stdout).toContain('dynamic batching, preferred 8, no delay; 1 instance on GPU 0');
  });

  it('gives JSON with units in its names, the same bytes for the same seed', () => {
    const run = () =>
      simulate(
        `${models}/text_recognition/config.pbtxt`,
        ...table,
        '--rate',
        '500',
        '--requests',
        '2000',
        '--format',
        'json',
      ).stdout;
    const first = run();
    expect(run()).toBe(first);
    const { model, results, simulated_requests: simulated } = JSON.parse(first);
    expect(model.name).toBe('text_recognition');
    expect(simulated).toBe(2000);
    expect(results[0].latency_ms.mean).toBeCloseTo(results[0].queue_ms.mean + results[0].compute_ms.mean, 6);
    expect(results[0].saturated).toBe(false);
  });

  it('says that it is saturated where the load is more than the instances can do', () => {
    const { stdout } = simulate(
      `${models}/text_recognition`,
      ...table,
      '--rate',
      '5000',
      '--requests',
      '20000',
    );
    expect(stdout).toContain('Saturated');
  });

  it('writes a row for each request, and holds an assertion', () => {
    const out = join(folder, 'requests.csv');
    const { status, stderr } = simulate(
      `${models}/text_recognition`,
      ...table,
      '--offline',
      '--requests',
      '20',
      '--requests-out',
      out,
      '--assert',
      'latency_p99_ms<1',
    );
    expect(status).toBe(1);
    expect(stderr).toContain('latency_p99_ms<1 does not hold');
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[1]).toBe('0,0,0,0.00251,1,8,0,completed'.replace('0.00251', '0.0025096'));
  });

  it('reads perf_analyzer files by batch, and takes their client time', () => {
    const { status, stdout, stderr } = simulate(
      `${models}/inception_graphdef`,
      '--latency-table',
      `1=${models}/inception_graphdef.csv`,
      '--concurrency',
      '1',
      '--requests',
      '100',
      '--format',
      'json',
    );
    expect(status, stderr).toBe(0);
    const [result] = JSON.parse(stdout).results;
    expect(result.compute_parts_ms.infer).toBeCloseTo(11.781, 6);
    expect(result.latency_ms.mean).toBeCloseTo(11.781 + 0.206 + 0.019 + 2.373, 6);
  });

  it('replays a trace with priorities and changes the configuration by flags', () => {
    const config = file(
      'config.pbtxt',
      'name: "m" max_batch_size: 4 dynamic_batching { priority_levels: 2 default_priority_level: 2 }',
    );
    const latency = file('latency.csv', 'batch,latency_ms\n1,10\n4,20\n');
    const trace = file('trace.csv', 'arrived_at,priority\n0,2\n0.001,2\n0.002,1\n');
    const { status, stdout, stderr } = simulate(
      config,
      '--latency-table',
      latency,
      '--trace',
      trace,
      '--max-batch-size',
      '1',
      '--format',
      'json',
    );
    expect(status, stderr).toBe(0);
    const [result] = JSON.parse(stdout).results;
    expect(result.executions).toBe(3);
    expect(
      result.priorities.map((each: { queue_ms: { mean: number } }) => Math.round(each.queue_ms.mean)),
    ).toEqual([8, 10]);
  });

  it('puts another model beside it, which slows both down', () => {
    const args = [
      `${models}/text_recognition`,
      ...table,
      '--rate',
      '200',
      '--requests',
      '2000',
      '--format',
      'json',
    ];
    const alone = JSON.parse(simulate(...args).stdout).results;
    const beside = JSON.parse(
      simulate(...args, '--beside', `${models}/inception_graphdef,${models}/inception_graphdef.csv,20`)
        .stdout,
    ).results;
    expect(beside.map((each: { model: string }) => each.model)).toEqual([
      'text_recognition',
      'inception_graphdef',
    ]);
    expect(beside[0].compute_ms.mean).toBeGreaterThan(alone[0].compute_ms.mean);
  });

  it.each([
    [['--latency-table', 'no-such.csv'], /cannot read no-such.csv/],
    [['--latency-table', 'README.md'], /README.md:1: no latency table/],
    [[...table, '--isl', '5'], /--isl says nothing beside --latency-table/],
    [[...table, '--turns', '3'], /--turns says nothing beside --latency-table/],
    [[...table, '--prefix-share', '0.5'], /--prefix-share says nothing beside --latency-table/],
    [[...table, '--picture', 'steps'], /--picture says nothing beside --latency-table/],
    [[...table, '--slo', 'ttft<5ms'], /--slo says nothing beside --latency-table/],
    [[...table, '--rate', '5', '--offline'], /contradict each other/],
    [
      [...table, '--max-batch-size', '4', '--preferred-batch-sizes', '8'],
      /preferred_batch_size 8 is over max_batch_size 4/,
    ],
    [[...table, '--sequence-length', '4'], /has no sequence_batching/],
    [[...table, '--priority-shares', '1,1'], /has 0 priority_levels/],
    [[...table, '--assert', 'ttft_p99_ms<5'], /metrics are/],
    [[...table, '--rate-limit-resource', 'R:1'], /needs --rate-limit execution_count/],
    [['--latency-table', `${models}/inception_graphdef.csv`], /has batch size 1 alone/],
  ])('%j: one line and what to do, exit code 2', (args, message) => {
    const { status, stderr } = simulate(`${models}/text_recognition`, ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('names file, line and column of what Triton would not load', () => {
    const config = file(
      'bad.pbtxt',
      'name: "m"\nmax_batch_size: 4\ndynamic_batching { preferred_batch_size: 8 }\n',
    );
    const { status, stderr } = simulate(config, ...table);
    expect(status).toBe(2);
    expect(stderr).toContain('bad.pbtxt:3:20: preferred_batch_size 8 is not between 1 and max_batch_size 4');
  });
});
