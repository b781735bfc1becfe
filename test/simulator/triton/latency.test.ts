import { describe, expect, it } from 'vitest';
import { LatencyTable, readLatencyCsv, readTraceCsv } from '../../../simulator/triton/index.ts';

const point = (batch: number, seconds: number, instances = 1) => ({ batch, seconds, instances });

describe('a latency table', () => {
  const table = new LatencyTable([point(2, 2), point(8, 5), point(4, 3)]);

  it('has the measured times', () => {
    expect([2, 4, 8].map((batch) => table.seconds(batch, 1))).toEqual([2, 3, 5]);
    expect(table.batches).toEqual([2, 4, 8]);
  });

  it('is linear between them, goes on along the last slope, and is the first below', () => {
    expect(table.seconds(6, 1)).toBe(4);
    expect(table.seconds(10, 1)).toBe(6);
    expect(table.seconds(1, 1)).toBe(2);
  });

  it('does not fall beyond a slope that falls', () => {
    expect(new LatencyTable([point(1, 3), point(2, 2)]).seconds(9, 1)).toBe(2);
  });

  it('counts what was not measured', () => {
    for (const batch of [1, 2, 6, 9, 9]) table.note(batch);
    expect([...table.outside]).toEqual([
      [1, 1],
      [9, 2],
    ]);
  });

  it('averages what was measured twice', () => {
    expect(new LatencyTable([point(1, 2), point(1, 4)]).seconds(1, 1)).toBe(3);
  });

  it('shares a device out where nothing was measured side by side, or does not', () => {
    expect(table.seconds(4, 3)).toBe(9);
    expect(new LatencyTable(table.points, 'none').seconds(4, 3)).toBe(3);
  });

  it('takes what was measured side by side, linear between, shared beyond', () => {
    const beside = new LatencyTable([point(1, 1), point(1, 2, 3)]);
    expect([1, 2, 3, 6].map((instances) => beside.seconds(1, instances))).toEqual([1, 1.5, 2, 4]);
  });
});

describe('our CSV', () => {
  it('has batch, latency_ms and instances', () => {
    const { points, problems } = readLatencyCsv('batch,latency_ms,instances\r\n1,2.5,\r\n4,6,2\r\n');
    expect(problems).toEqual([]);
    expect(points).toEqual([point(1, 0.0025), point(4, 0.006, 2)]);
  });

  it.each([
    ['batch,latency_ms\n1,2\n0,3\n', 3, 'batch is “0”'],
    ['batch,latency_ms\n1,-2\n', 2, 'latency_ms is “-2”'],
    ['batch,latency_ms\n1\n', 2, 'latency_ms is “”'],
    ['batch,latency_ms,instances\n1,2,1.5\n', 2, 'instances is “1.5”'],
    ['batch,latency_ms\n', 1, 'the latency table has no rows'],
    ['a,b\n1,2\n', 1, 'no latency table: the header is “a,b”'],
    ['', 1, 'no latency table: the header is “”'],
  ])('says which line of %j it cannot read', (text, line, message) => {
    expect(readLatencyCsv(text).problems[0]).toMatchObject({ line, message });
  });
});

describe('the CSV of perf_analyzer', () => {
  const header =
    'Concurrency,Inferences/Second,Client Send,Network+Server Send/Recv,Server Queue,Server Compute Input,Server Compute Infer,Server Compute Output,Client Recv,p50 latency';
  const rows = [
    '4,84,279,1604,33669,233,11731,18,1,47045',
    '1,69,225,2148,64,206,11781,19,0,13891',
    '2,87,235,1973,9151,190,11346,17,0,21874',
  ];

  it('gives the three parts of an execution, and the time outside the server at the least load', () => {
    const { kind, points, clientOverhead } = readLatencyCsv([header, ...rows].join('\n'), { batch: 4 });
    expect(kind).toBe('perf_analyzer');
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({ batch: 4, instances: 1 });
    expect(points[0]!.seconds).toBeCloseTo(12_006e-6, 9);
    expect(clientOverhead).toBeCloseTo(2373e-6, 9);
  });

  it('gives a time for each number of instances at work: concurrency as far as there are instances', () => {
    const { points } = readLatencyCsv([header, ...rows].join('\n'), { instances: 3 });
    expect(points.map(({ instances }) => instances)).toEqual([1, 2, 3]);
    // Three at work: the row of the least concurrency that has three.
    expect(points[2]!.seconds).toBeCloseTo((233 + 11731 + 18) * 1e-6, 9);
  });

  it('takes a column Batch, and says which line it cannot read', () => {
    const own = readLatencyCsv(`Batch,${header}\n8,${rows[1]}\n`);
    expect(own.points[0]).toMatchObject({ batch: 8 });
    expect(readLatencyCsv(`${header}\n${rows[1]}\n1,69,1,1,1,,,,0,1\n`).problems[0]!.line).toBe(3);
  });
});

describe('a trace', () => {
  it('has times, and what else it has columns for', () => {
    const { requests } = readTraceCsv('batch,arrived_at,timeout_us,sequence\n2,0.5,300,\n,1,,7\n');
    expect(requests).toEqual([
      { arrived: 0.5, batch: 2, timeout: 300e-6 },
      { arrived: 1, sequence: 7 },
    ]);
  });

  it.each([
    ['time\n1\n', 1],
    ['arrived_at\n1\nx\n', 3],
    ['arrived_at,batch\n1,0\n', 2],
    ['arrived_at\n', 1],
  ])('says which line of %j it cannot read', (text, line) => {
    expect(readTraceCsv(text).problems[0]!.line).toBe(line);
  });
});
