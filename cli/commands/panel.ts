import { spawn } from 'node:child_process';
import { existsSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { loadProject } from '../../deployment/load.ts';
import { DiskWorkspace } from '../../workspace/node/disk.ts';
import { UsageError } from '../errors.ts';
import type { GlobalOptions } from '../output.ts';
import { packageFolder } from '../package-folder.ts';
import { servePanel } from '../panel/server.ts';

/** `batchwise panel [PATH]`: serves the page until Ctrl-C. */
export async function panelCommand(
  path: string | undefined,
  options: { port?: number; open: boolean },
  _globals: GlobalOptions,
): Promise<void> {
  const root = path ?? '.';
  if (!existsSync(root)) throw new UsageError(`no such file or folder: ${root}`);
  const panelFolder = join(packageFolder(), 'dist', 'panel');
  if (!existsSync(panelFolder)) throw new UsageError('the page is not built', 'run `npm run build`');
  const workspace = new DiskWorkspace(process.cwd());
  const panel = await servePanel({
    load: async () => [...(await loadProject(workspace, [root])).deployments],
    read: (file) => workspace.read(file),
    root,
    watch: (changed) => watchFiles(root, changed),
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
  const command =
    process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer.exe' : 'xdg-open';
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

/** An editor writes a file in several steps: one call after they have settled. */
const settled = 150;

/** Calls back after changes below a path; says nothing where the system cannot watch, since the page works without. */
function watchFiles(root: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  try {
    const watcher = watch(root, { recursive: statSync(root).isDirectory() }, () => {
      clearTimeout(timer);
      timer = setTimeout(changed, settled);
    });
    watcher.on('error', () => watcher.close());
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  } catch {
    return () => {};
  }
}
