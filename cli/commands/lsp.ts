/** `batchwise lsp`: what follows says the transport, as editors write it: `--stdio`, `--socket=…`, `--node-ipc`. */
export async function lspCommand(): Promise<void> {
  const { listen } = await import('../../server/listen.ts');
  listen(process.argv.slice(3));
}
