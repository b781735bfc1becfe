export { readShell, type ShellOptions, type ShellReading } from './read-shell.ts';
