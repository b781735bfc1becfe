// How long a lint of the whole corpus takes, against Python's protobuf that only parses the same files.
// Run by hand: `npm run build && npx tsx bench/lint.ts [rounds]`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { tritonSchema } from '../catalog/triton-schema.ts';
import { protoFile } from '../test/grammar/textproto/protoc.ts';
import type { Pass } from './lint/passes.ts';
import { describeMachine, median, seconds } from './report.ts';

const root = resolve(import.meta.dirname, '..');
const corpus = resolve(root, '../shared/corpus/pbtxt');
const cli = join(root, 'dist/cli.js');
/** Debian's own Python is the one that its packages are for. */
const python3 = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const rounds = Number(process.argv[2] ?? 7);
const passesScript = join(import.meta.dirname, 'lint/passes.ts');
/** Passes in which a running program gets warm, and as many that are measured. */
const warmUp = 10;

/**
 * Reads the same files, as bytes, so often, with the class that protoc makes of our schema. Says which implementation it
 * is, and how many seconds of each pass are spent in the parser itself: without the start of Python, imports and the disk.
 */
const parseScript = `
import pathlib, sys, time
from google.protobuf import text_format
from google.protobuf.internal import api_implementation
import schema_pb2
def parse():
    read = refused = parsing = cpu = 0
    for path in sorted(pathlib.Path(sys.argv[1]).rglob('*.pbtxt')):
        text = path.read_bytes()
        started, processor = time.perf_counter(), time.process_time()
        try:
            text_format.Parse(text, schema_pb2.ModelConfig())
            read += 1
        except (text_format.ParseError, UnicodeDecodeError):
            refused += 1
        parsing += time.perf_counter() - started
        cpu += time.process_time() - processor
    return read, refused, parsing, cpu
passes = [parse() for _ in range(int(sys.argv[2]))]
import google.protobuf
read, refused, *_ = passes[0]
print(read, refused, google.protobuf.__version__, api_implementation.Type(), *(seconds for each in passes for seconds in each[2:]))
`;

for (const [what, hint] of [
  [corpus, 'the corpus folder stands beside the checkout'],
  [cli, 'npm run build'],
] as const) {
  if (!existsSync(what)) fail(`${what} is missing: ${hint}`);
}

const folder = mkdtempSync(join(tmpdir(), 'batchwise-bench-'));
try {
  writeFileSync(join(folder, 'schema.proto'), protoFile(tritonSchema));
  writeFileSync(join(folder, 'parse.py'), parseScript);
  run('protoc', ['--python_out=.', 'schema.proto']);
  compare();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(): void {
  const python = (passes = 1) => run(python3, ['parse.py', corpus, String(passes)]);
  const lint = [cli, 'lint', corpus, '--format', 'json', '--fail-on', 'never'];
  const ours = () => run(process.execPath, lint);
  // As after an installation: nothing compiled is kept of an earlier run.
  const ourFirst = () => run(process.execPath, lint, { NODE_DISABLE_COMPILE_CACHE: '1' });
  const { summary } = JSON.parse(ours().stdout);
  const [read, refused, version, kind] = python().stdout.trim().split(' ');
  const files = readdirSync(corpus, { recursive: true }).filter((path) =>
    String(path).endsWith('.pbtxt'),
  ).length;
  if (summary.files !== files || Number(read) + Number(refused) !== files)
    fail(`not the same files: ${summary.files} linted, ${read} + ${refused} parsed, ${files} there`);
  // Turn about, so that what else the machine does falls on all.
  const times = Array.from({ length: rounds }, () => [ours(), python(), ourFirst()] as const);
  const found = `${summary.errors} errors, ${summary.warnings} warnings`;
  console.log(describeMachine());
  console.log(`files      ${files}, of which Python refuses ${refused}`);
  console.log(`lint       ${found}`);
  console.log(`parse      Python protobuf ${version} (${kind})`);
  // Processor time says the same on a machine that is busy with something else.
  for (const what of ['wall', 'cpu'] as const) {
    const [mine, theirs, first] = [0, 1, 2].map((at) => times.map((round) => round[at]![what]));
    console.log(`${what.padEnd(10)} lint ${seconds(mine!)}, parse ${seconds(theirs!)}`);
    console.log(
      `           ratio ${(median(mine!) / median(theirs!)).toFixed(2)}  (less than 1: linting is faster)`,
    );
    console.log(`           the first lint, which compiles: ${seconds(first!)}`);
  }
  const parser = times.map(([, { stdout }]) => Number(stdout.trim().split(' ')[4]));
  const wall = times.map(([{ wall: whole }]) => whole);
  console.log(
    `parser     ${seconds(parser)} in Python's parser alone; ratio of the whole lint to it ${(median(wall) / median(parser)).toFixed(2)}`,
  );
  compareRunning(python(2 * warmUp).stdout);
}

/** Once both programs run, as a language server does: passes over the folder, the first ones not counted. */
function compareRunning(parsed: string): void {
  const passes = [passesScript, corpus, String(2 * warmUp)];
  const all: Pass[] = JSON.parse(
    run(process.execPath, ['--import', import.meta.resolve('tsx'), ...passes]).stdout,
  );
  const mine = all.slice(warmUp);
  const numbers = parsed.trim().split(' ').slice(4).map(Number);
  for (const [at, what] of (['wall', 'cpu'] as const).entries()) {
    const lint = mine.map((pass) => pass[what]);
    const parse = numbers.filter((_, index) => index % 2 === at).slice(warmUp);
    console.log(
      `running    ${what.padEnd(4)} lint ${seconds(lint)} a pass, disk and all; Python's parser alone ${seconds(parse)}`,
    );
    console.log(
      `           ratio ${(median(lint) / median(parse)).toFixed(2)}  (less than 1: linting is faster)`,
    );
  }
}

interface Run {
  readonly stdout: string;
  /** Seconds, start of the program included. */
  readonly wall: number;
  /** Seconds of processor time, of all threads and of the system for them. */
  readonly cpu: number;
}

/** Runs a program to its end, under a shell that says how much processor time it took. */
function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const script = '"$@"; status=$?; times >&2; exit $status';
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync('sh', ['-c', script, 'sh', program, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const wall = (performance.now() - started) / 1000;
  if (error || status !== 0) fail(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
  const children = stderr.trimEnd().split('\n').at(-1)!;
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + 60 * Number(m) + Number(s),
    0,
  );
  return { stdout, wall, cpu };
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
