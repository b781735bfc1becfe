import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../../deployment/load.ts';
import { DiskWorkspace } from '../../workspace/node/disk.ts';
import { UsageError } from '../errors.ts';
import type { GlobalOptions } from '../output.ts';
import { servePanel } from '../panel/server.ts';

/** `batchwise panel [PATH]`: serves the page until Ctrl-C. */
export async function panelCommand(path: string | undefined, options: { port?: number; open: boolean }, _globals: GlobalOptions): Promise<void> {
  const root = path ?? '.';
  if (!existsSync(root)) throw new UsageError(`no such file or folder: ${root}`);
  const panelFolder = fileURLToPath(new URL('./panel/', import.meta.url));
  if (!existsSync(panelFolder)) throw new UsageError('the page is not built', 'run `npm run build`');
  const workspace = new DiskWorkspace(process.cwd());
  const panel = await servePanel({
    load: async () => [...(await loadProject(workspace, [root])).deployments],
    panelFolder,
    ...(options.port !== undefined && { port: options.port }),
  });
  process.stdout.write(`${panel.url}\n`);
  if (process.stderr.isTTY) process.stderr.write('Ctrl-C ends it.\n');
  if (options.open && process.stdout.isTTY) openInBrowser(panel.url);
  const end = () => void panel.close().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

/** Asks the desktop; the address is printed anyway, so that nothing is lost where there is none. */
function openInBrowser(url: string): void {
  const command = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer.exe' : 'xdg-open';
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
