import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

export interface Guard {
  /** What the client gets where the handler fails or takes too long. */
  readonly fallback: unknown;
  /** Milliseconds after which the client gets the fallback. */
  readonly budget: number;
}

type Handler<P, R> = (params: P, token: CancellationToken) => R | Promise<R>;

/**
 * Wraps a request handler: a mistake of ours in one feature becomes one log line and an empty answer, never a dead
 * server or an error box; a cancelled request is answered as such and not worked on.
 */
export function guarded<P, R>(
  name: string,
  guard: Guard & { readonly fallback: R },
  log: (line: string) => void,
  handler: Handler<P, R>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError<never>> {
  return async (params, token) => {
    const cancelled = () => new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'cancelled');
    if (token.isCancellationRequested) return cancelled();
    const outOfTime = budgetOf(guard.budget);
    try {
      const answer = await Promise.race([handler(params, token), outOfTime.promise]);
      if (answer === late) log(`${name}: no answer within ${guard.budget} ms`);
      if (token.isCancellationRequested) return cancelled();
      return answer === late ? guard.fallback : (answer as R);
    } catch (error) {
      log(`${name}: ${describe(error)}`);
      return guard.fallback;
    } finally {
      outOfTime.stop();
    }
  };
}

const late = Symbol('late');

function budgetOf(milliseconds: number): { promise: Promise<typeof late>; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const promise = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), milliseconds);
  });
  return { promise, stop: () => clearTimeout(timer) };
}

/** One line that says what failed and where in our code. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const frame = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return `${error.name}: ${error.message.split('\n')[0]}${frame ? ` ${frame.trim()}` : ''}`;
}
