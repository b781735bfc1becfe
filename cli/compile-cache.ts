import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** Before the code: the milliseconds of the run that it was taken from, and a sum over it. */
const headerBytes = 16;
const monthInMs = 30 * 24 * 3600 * 1000;

/**
 * Runs a CommonJS bundle with what V8 compiled of it in an earlier run of the same command, kept in the user's own
 * cache folder; as Python keeps `.pyc` files and Node from 22 on has `module.enableCompileCache`. V8 refuses what is of
 * another version of itself, and then it compiles anew, as it does where nothing can be kept.
 *
 * @param hash of the bundle's content, since V8 itself compares only its length
 */
export function runCached(path: string, hash: string, command: string, require: NodeJS.Require): void {
  const folder = process.env.NODE_DISABLE_COMPILE_CACHE ? undefined : cacheFolder();
  const file = folder && join(folder, `${command}-${hash}-${process.version}-${process.arch}.bin`);
  const kept = file === undefined ? undefined : read(file);
  // The bundle is plain ASCII: one byte a character.
  const source = readFileSync(path, 'latin1');
  const script = new Script(`(function (exports, require, module, __filename) {${source}\n})`, {
    filename: path,
    ...(kept && { cachedData: kept.subarray(headerBytes) }),
  });
  if (folder !== undefined && file !== undefined) {
    const known = kept && !script.cachedDataRejected ? kept.readDoubleLE(0) : 0;
    process.once('exit', (code) => {
      // A run twice as long has compiled more; what ended in an error has not got far.
      if (code <= 1 && performance.now() > 2 * known) write(folder, file, script);
    });
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, path);
}

function cacheFolder(): string | undefined {
  const { env, platform } = process;
  const home = homedir();
  const base =
    platform === 'win32'
      ? env.LOCALAPPDATA
      : env.XDG_CACHE_HOME || (home && join(home, platform === 'darwin' ? 'Library/Caches' : '.cache'));
  return base ? join(base, 'batchwise', 'compiled') : undefined;
}

function read(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.length > headerBytes && bytes.readDoubleLE(8) === sumOf(bytes) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/**
 * V8 trusts the code that it is given, and ends the process over what makes no sense. A word of every 256 bytes tells
 * where a block of the file was lost, as after a power cut; nothing is read that another user could have written.
 */
function sumOf(bytes: Buffer): number {
  let sum = bytes.length;
  for (let at = headerBytes; at + 4 <= bytes.length; at += 256) sum = (31 * sum + bytes.readInt32LE(at)) | 0;
  return sum;
}

/** Nothing hangs on it: where it fails, the next run compiles as this one did. */
function write(folder: string, file: string, script: Script): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const bytes = Buffer.concat([Buffer.alloc(headerBytes), script.createCachedData()]);
    bytes.writeDoubleLE(performance.now(), 0);
    bytes.writeDoubleLE(sumOf(bytes), 8);
    writeFileSync(temporary, bytes, { mode: 0o600 });
    renameSync(temporary, file);
    removeOld(folder);
  } catch {
    // A temporary file that stays behind is taken away with what is old.
  }
}

/** What earlier versions left behind. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > monthInMs) rmSync(path, { force: true });
  }
}
