import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache, findProgram } from './paths.mjs';
import { say } from './progress.mjs';
import { run } from './run.mjs';

/** The last version that runs on Node 20; it holds VS Code 1.100. */
const version = '4.100.3';
const folder = join(cache, `code-server-${version}`);
const server = join(folder, 'node_modules', 'code-server');
const vscode = join(server, 'lib', 'vscode');

/** The program to run with Node. */
export const codeServerEntry = join(server, 'out', 'node', 'entry.js');

/** Native modules that code-server does not start without; npm has no built ones for every system. */
const native = [
  join(folder, 'node_modules', 'argon2', 'lib', 'binding', 'napi-v3', 'argon2.node'),
  join(vscode, 'node_modules', '@vscode', 'spdlog', 'build', 'Release', 'spdlog.node'),
  join(vscode, 'node_modules', 'native-watchdog', 'build', 'Release', 'watchdog.node'),
  join(vscode, 'node_modules', 'node-pty', 'build', 'Release', 'pty.node'),
  join(vscode, 'node_modules', '@vscode', 'ripgrep', 'bin', 'rg'),
];

export const codeServerIsInstalled = () => [codeServerEntry, ...native].every((path) => existsSync(path));

/**
 * Installs code-server from npm packages alone into the cache, compiling its native modules. Answers why not,
 * where it cannot. An install that was cut off is continued.
 */
export async function installCodeServer() {
  if (codeServerIsInstalled()) return undefined;
  const tools = ['g++', 'make', 'python3', 'rg'].filter((program) => !findProgram(program));
  if (tools.length > 0) return `code-server is not installed: ${tools.join(', ')} missing`;
  say(`Installing code-server ${version} into ${folder} (about a minute)`);
  try {
    await install();
  } catch (error) {
    return `code-server could not be installed: ${error.message}`;
  }
  return codeServerIsInstalled() ? undefined : 'code-server is not installed: a native module was not built';
}

async function install() {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const env = { ...process.env, NODE_ENV: 'production', ...nodeHeaders() };
  const npm = (cwd, ...args) =>
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args], {
      cwd,
      env,
      quiet: true,
    });
  // Install scripts are off because some native modules are optional and do not build without further libraries.
  await npm(folder, `code-server@${version}`);
  await npm(vscode, '--omit=dev');

  const gyp = join(dirname(npmCli()), '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  // The binding.gyp of argon2 wants variables that only node-pre-gyp sets.
  const preGyp = join(folder, 'node_modules', '@mapbox', 'node-pre-gyp', 'bin', 'node-pre-gyp');
  await run(process.execPath, [preGyp, 'rebuild', '--build-from-source'], {
    cwd: join(folder, 'node_modules', 'argon2'),
    env: { ...env, npm_config_node_gyp: gyp },
    quiet: true,
  });
  for (const name of ['@vscode/spdlog', 'native-watchdog', 'node-pty'])
    await run(process.execPath, [gyp, 'rebuild', '-j', '2'], {
      cwd: join(vscode, 'node_modules', name),
      env,
      quiet: true,
    });

  link('node_modules', join(vscode, 'node_modules.asar'));
  link(findProgram('rg'), join(vscode, 'node_modules', '@vscode', 'ripgrep', 'bin', 'rg'));
  link('code-linux.sh', join(vscode, 'bin', 'remote-cli', 'code-server'));
  link('browser-linux.sh', join(vscode, 'bin', 'helpers', 'browser.sh'));
}

/** Headers beside this very Node spare node-gyp a download from a site that may not be reachable. */
function nodeHeaders() {
  if (process.env.npm_config_nodedir) return {};
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {};
}

/** npm's own start file: the one that runs us, else the one beside Node. */
function npmCli() {
  const beside = join(dirname(dirname(process.execPath)), 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : beside;
}

function link(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  symlinkSync(target, path);
}
