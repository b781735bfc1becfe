import { describe, expect, it } from 'vitest';
import { CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { guarded } from '../../server/guard.ts';

const cancelled: CancellationToken = { ...CancellationToken.Cancelled };

function recorded() {
  const lines: string[] = [];
  return { lines, log: (line: string) => void lines.push(line) };
}

describe('guarded', () => {
  it('passes the answer on and says nothing', async () => {
    const { lines, log } = recorded();
    const handler = guarded('hover', { fallback: 0, budget: 100 }, log, (n: number) => n * 2);
    expect(await handler(21, CancellationToken.None)).toBe(42);
    expect(lines).toEqual([]);
  });

  it('turns a throw into the fallback and one log line that names the feature and the place', async () => {
    const { lines, log } = recorded();
    const handler = guarded('hover', { fallback: null, budget: 100 }, log, () => {
      throw new TypeError('x is not a function\nat length');
    });
    expect(await handler(undefined, CancellationToken.None)).toBeNull();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^hover: TypeError: x is not a function at .*guard\.test/);
  });

  it('gives the fallback when the budget is spent', async () => {
    const { lines, log } = recorded();
    const never = () => new Promise<string>(() => {});
    const handler = guarded('slow', { fallback: 'nothing', budget: 5 }, log, never);
    expect(await handler(undefined, CancellationToken.None)).toBe('nothing');
    expect(lines).toEqual(['slow: no answer within 5 ms']);
  });

  it('does not begin what is cancelled already', async () => {
    let began = false;
    const handler = guarded(
      'late',
      { fallback: 1, budget: 100 },
      () => {},
      () => {
        began = true;
        return 2;
      },
    );
    const answer = await handler(undefined, cancelled);
    expect(answer).toBeInstanceOf(ResponseError);
    expect((answer as ResponseError<never>).code).toBe(LSPErrorCodes.RequestCancelled);
    expect(began).toBe(false);
  });
});
