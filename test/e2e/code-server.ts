import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeServerEntry, codeServerIsInstalled } from '../../scripts/setup/code-server.mjs';

/** Why no test in a VS Code workbench can run here; undefined where it can. */
export const noCodeServer: string | undefined = codeServerIsInstalled()
  ? undefined
  : 'code-server is not installed';

export interface CodeServer {
  /** The address of a workbench with a folder open. */
  urlOf(folder: string): string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** Settings that keep greetings and questions out of the tests' way. */
const settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'editor.accessibilitySupport': 'off',
  // Pictures must not show what is half faded in.
  'workbench.reduceMotion': 'on',
  'files.autoSave': 'off',
};

/** A VS Code workbench with one extension installed, on 127.0.0.1, with data folders of its own. */
export async function startCodeServer(vsix: string): Promise<CodeServer> {
  const data = mkdtempSync(join(tmpdir(), 'batchwise-code-server-'));
  mkdirSync(join(data, 'user', 'User'), { recursive: true });
  writeFileSync(join(data, 'user', 'User', 'settings.json'), JSON.stringify(settings));
  writeFileSync(join(data, 'config.yaml'), '');
  const folders = [
    '--config',
    join(data, 'config.yaml'),
    '--user-data-dir',
    join(data, 'user'),
    '--extensions-dir',
    join(data, 'extensions'),
  ];
  await run(process.execPath, [codeServerEntry, ...folders, '--install-extension', vsix]);
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      codeServerEntry,
      ...folders,
      '--auth=none',
      `--bind-addr=127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, XDG_DATA_HOME: data } },
  );
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  const output: string[] = [];
  child.stdout?.on('data', (chunk) => output.push(String(chunk)));
  child.stderr?.on('data', (chunk) => output.push(String(chunk)));
  const url = `http://127.0.0.1:${port}/`;
  if (!(await answers(`${url}healthz`, child))) {
    await stop();
    throw new Error(`code-server did not start:\n${output.join('')}`);
  }
  return { urlOf: (folder) => `${url}?folder=${encodeURI(folder)}`, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 150 && child.exitCode === null; attempt++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(hard);
}
