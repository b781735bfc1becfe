// What `batchwise` starts: dist/cli.js. Everything else stands in one bundle that is run with its compiled code at hand.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { runCached } from './compile-cache.ts';
import { setV8Flags } from './v8-flags.ts';

/** Put in by the build: of the bundle. */
declare const __bundleHash: string;

const bundle = fileURLToPath(new URL('cli/batchwise.cjs', import.meta.url));
const command = process.argv[2] ?? '';
// Each command compiles its own part. Other words are files or mistakes.
const name = /^[a-z]{1,16}$/.test(command) ? command : 'other';
// A lint is short and broad: what V8 optimises on the way is seldom run often enough to repay it. With 15 times the
// usual budget a function still comes to it, in a folder large enough.
if (name === 'lint') setV8Flags('--interrupt-budget=1000000');
runCached(bundle, __bundleHash, name, createRequire(bundle));
