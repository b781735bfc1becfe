import { rmSync } from 'node:fs';
import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createColors } from 'picocolors';
import { UsageError } from './errors.ts';

export type Colors = ReturnType<typeof createColors>;

export interface GlobalOptions {
  readonly color?: string | boolean;
  readonly quiet?: boolean;
  readonly output?: string;
}

/** Where a command writes: its result to stdout or `--output`, notes to stderr and only to a terminal. */
export class Output {
  readonly colors: Colors;
  readonly width: number;
  private readonly parts: string[] = [];

  constructor(private readonly options: GlobalOptions) {
    this.colors = createColors(wantsColor(options));
    this.width = Math.max(60, Math.min(process.stdout.columns ?? 100, 140));
  }

  write(text: string): void {
    this.parts.push(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** A text that must come out as it is, with or without a line break at its end. */
  writeExactly(text: string): void {
    this.parts.push(text);
  }

  json(value: unknown): void {
    this.write(JSON.stringify(value, null, 2));
  }

  /** A remark that is not the result. */
  note(text: string): void {
    if (!this.options.quiet && process.stderr.isTTY) process.stderr.write(`${text}\n`);
  }

  get showsProgress(): boolean {
    return !this.options.quiet && process.stderr.isTTY === true;
  }

  /** Writes what was collected. A file is replaced in one step, and read back to see that it holds what was meant. */
  async finish(): Promise<void> {
    const text = this.parts.join('');
    if (this.options.output !== undefined) return writeAtomically(this.options.output, text);
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(text, (error) => (error && !isClosedPipe(error) ? reject(error) : resolve()));
    });
  }
}

/** `batchwise … | head` closes our output early: that is no fault. */
export const isClosedPipe = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EPIPE';

/** Writes a file so that a reader sees the old text or the new one, never half of it. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  // Ctrl-C ends the program all the same, but leaves no half of a file behind.
  const abandon = (signal: NodeJS.Signals): void => {
    rmSync(temporary, { force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of endings) process.once(signal, abandon);
  try {
    await writeFile(temporary, text);
    // The new file stands in for the old one, rights included.
    const before = await stat(path).catch(() => undefined);
    if (before) await chmod(temporary, before.mode);
    if ((await readFile(temporary, 'utf8')) !== text)
      throw new Error('what was written reads back differently');
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new UsageError(`cannot write ${path}: ${whyNot(error)}`, 'choose another place');
  } finally {
    for (const signal of endings) process.off(signal, abandon);
  }
}

const endings = ['SIGINT', 'SIGTERM'] as const;

/** Without the name of the temporary file, which says nothing to a person. */
function whyNot(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message.replace(/, \w+ '.*$/, '');
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'its folder may not be written to',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
};

function wantsColor({ color, output }: GlobalOptions): boolean {
  if (color === 'always' || color === true) return true;
  if (color === 'never' || color === false) return false;
  if (output !== undefined) return false;
  // https://no-color.org: set and not empty
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR && process.env.FORCE_COLOR !== '0') return true;
  return process.stdout.isTTY === true && process.env.TERM !== 'dumb';
}
