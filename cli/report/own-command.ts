/** The command that runs, to be typed again. */
export const ownCommand = (): string => ['batchwise', ...process.argv.slice(2).map(shellWord)].join(' ');

/** A word that a POSIX shell reads back as it is. */
const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
