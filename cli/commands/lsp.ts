/** `batchwise lsp`: the server reads its transport (`--stdio`, `--socket=…`, `--node-ipc`) from the command line itself. */
export async function lspCommand(): Promise<void> {
  const { startServer } = await import('../../server/main.ts');
  startServer();
}
