// How long the language server takes from a keystroke in a config.pbtxt of 5,000 lines to the new diagnostics.
// Run by hand: `npm run build && npx tsx bench/keystroke.ts [keystrokes]`.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  DidChangeTextDocumentNotification,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
} from 'vscode-languageserver-protocol/node';
import { TestClient } from '../test/e2e/language-client.ts';
import { describeMachine, median } from './report.ts';

const server = resolve(import.meta.dirname, '../dist/server.cjs');
const keystrokes = Number(process.argv[2] ?? 200);
/** Diagnostics between the first and the measured ones, in which the server gets warm as it is in an editor. */
const warmUp = 50;
const lines = 5_000;

if (!existsSync(server)) throw new Error(`${server} is missing: npm run build`);

const folder = mkdtempSync(join(tmpdir(), 'batchwise-bench-'));
const path = join(folder, 'config.pbtxt');
const text = longConfig();
writeFileSync(path, text);
const client = TestClient.start(server, '--stdio');
try {
  await client.initialize(folder, {
    textDocument: { diagnostic: {} },
    workspace: { diagnostics: { refreshSupport: true } },
  });
  await measure();
} finally {
  await client.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** An ensemble-like config with many inputs: eight lines each, as people write them. */
function longConfig(): string {
  const head = 'name: "long"\nbackend: "python"\nmax_batch_size: 64\n';
  const input = (i: number) =>
    `input [\n  {\n    name: "input_${i}"\n    data_type: TYPE_FP32\n    dims: [ -1, 16 ]\n    optional: true\n  }\n]\n`;
  let config = head;
  for (let i = 0; 3 + 8 * (i + 1) <= lines; i++) config += input(i);
  return config;
}

/** Types digits into a field in the middle of the file, one by one, and waits for the diagnostics after each. */
async function measure(): Promise<void> {
  const uri = pathToFileURL(path).href;
  await client.open(uri, 'triton-config', text);
  const all = text.split('\n');
  const line = all.findIndex((content, i) => i > all.length / 2 && content.includes('dims'));
  const character = all[line]!.indexOf('16');
  const times: number[] = [];
  let items = 0;
  let before = 0;
  for (let i = 0; i < warmUp + keystrokes; i++) {
    if (i === warmUp) before = serverSeconds();
    const started = performance.now();
    await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: i + 2 },
      contentChanges: [
        {
          range: { start: { line, character }, end: { line, character: character + 2 } },
          text: String(10 + (i % 90)),
        },
      ],
    });
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
    });
    if (i >= warmUp) times.push(performance.now() - started);
    items = (report as FullDocumentDiagnosticReport).items?.length ?? items;
  }
  const sorted = times.toSorted((a, b) => a - b);
  console.log(describeMachine());
  console.log(`file       ${all.length - 1} lines, ${items} diagnostics`);
  console.log(
    `keystroke  median ${median(times).toFixed(1)} ms, 95th percentile ${sorted[Math.floor(sorted.length * 0.95)]!.toFixed(1)} ms, over the protocol, ${keystrokes} keystrokes`,
  );
  const used = ((serverSeconds() - before) / keystrokes) * 1000;
  // On a machine that is busy with something else this is what to go by.
  if (before > 0)
    console.log(`processor  mean ${used.toFixed(1)} ms of the server a keystroke, all its threads`);
}

/** Processor time that the server has used; 0 where the system does not tell. */
function serverSeconds(): number {
  const children = `/proc/${process.pid}/task/${process.pid}/children`;
  if (!existsSync(children)) return 0;
  const pid = readFileSync(children, 'utf8')
    .split(' ')
    .find((child) => child !== '' && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(server));
  if (pid === undefined) return 0;
  // User and system time in hundredths of a second, after the name in brackets: proc(5).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
