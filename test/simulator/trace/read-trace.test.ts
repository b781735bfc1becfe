import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../../../simulator/index.ts';

describe('a trace', () => {
  it('of seconds and tokens is read in order of arrival, its clock set to the first', () => {
    const result = readTrace('arrived_at,num_prefill_tokens,num_decode_tokens\r\n3,7,8\r\n1.5,5,6\r\n\r\n');
    expect(result).toMatchObject({
      ok: true,
      requests: [
        { arrived: 0, promptTokens: 5, outputTokens: 6 },
        { arrived: 1.5, promptTokens: 7, outputTokens: 8 },
      ],
    });
  });

  it("of Azure's has the time of day with seven decimals", () => {
    const result = readTrace(
      'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n',
    );
    expect(result.ok && result.requests.map(({ promptTokens }) => promptTokens)).toEqual([374, 396]);
    expect(result.ok && result.requests[1]!.arrived).toBeCloseTo(4.314579, 6);
  });

  it("of BurstGPT's leaves failed requests out and says how many", () => {
    const result = readTrace(
      'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n45,ChatGPT,1087,0,1087,Conversation log\n118,GPT-4,417,276,693,Conversation log\n',
    );
    expect(result.ok && result.skipped).toBe(1);
    expect(result.ok && result.requests.map(({ arrived }) => arrived)).toEqual([0, 113]);
  });

  it("of Mooncake's says what prompts share", () => {
    const result = readTrace('{"timestamp":3000,"input_length":600,"output_length":5,"hash_ids":[0,7]}\n');
    expect(result).toMatchObject({
      ok: true,
      requests: [{ arrived: 0, promptTokens: 600, outputTokens: 5, hashes: [0, 7], hashTokens: 512 }],
    });
  });

  it.each([
    ['arrived_at,tokens\n0,1\n', 1, /no trace has the columns arrived_at,tokens/],
    ['arrived_at,num_prefill_tokens,num_decode_tokens\n0,100,10\n0.5,many,20\n', 3, /“0.5,many,20”/],
    ['arrived_at,num_prefill_tokens,num_decode_tokens\n0,0,10\n', 2, /at least 1/],
    [
      '{"timestamp":0,"input_length":600,"output_length":5,"hash_ids":[0]}',
      1,
      /1 hash_ids for 600 tokens: 2 of 512/,
    ],
    ['{"timestamp":0,"input_length":6,"output_length":5}\n{"timestamp":', 2, /expected a JSON object/],
    ['', 1, /no trace has the columns/],
    ['arrived_at,num_prefill_tokens,num_decode_tokens\n', 1, /no requests/],
  ])('that is wrong is refused with its line: %j', (text, line, message) => {
    const result = readTrace(text);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.problem.line).toBe(line);
    expect(result.problem.message).toMatch(message);
    expect(result.problem.hint).not.toBe('');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => `{"timestamp":${json}}`),
        ),
        (text) => {
          readTrace(text);
        },
      ),
    );
  });
});
