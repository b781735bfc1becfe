/** The exit codes of every command. */
export const exitCode = { fine: 0, findings: 1, usage: 2, fault: 3 } as const;

/** Wrong usage, or a file that cannot be read: printed as one line without a stack, exit code 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** What to do about it. */
    readonly hint?: string,
  ) {
    super(message);
  }
}
