export {
  readEntryPoint,
  readShell,
  readShellExcerpt,
  readWords,
  type ShellOptions,
  type ShellReading,
  splitWords,
} from './read-shell.ts';
