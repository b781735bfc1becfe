import { isMainThread } from 'node:worker_threads';
import { CommanderError } from 'commander';
import { exitCode, UsageError } from './errors.ts';
import { isClosedPipe } from './output.ts';
import { createProgram } from './program.ts';

if (isMainThread) void run();
// Threads load the same bundle, for their own part of it.
else void import('./threads.ts');

async function run(): Promise<void> {
  process.stdout.on('error', (error) => {
    if (isClosedPipe(error)) process.exit(exitCode.fine);
    throw error;
  });
  try {
    await createProgram().parseAsync(process.argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** One clear line for what the user can mend; a stack only for what they cannot. */
function report(error: unknown): number {
  // commander has printed its message already; help and version end with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.fine : exitCode.usage;
  if (error instanceof UsageError) {
    process.stderr.write(`batchwise: ${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`);
    return exitCode.usage;
  }
  process.stderr.write(
    `batchwise: a fault of ours, please report it:\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return exitCode.fault;
}
