import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ClientCapabilities,
  CodeActionRequest,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  HoverRequest,
  type MarkupContent,
} from 'vscode-languageserver-protocol/node';
import { root } from '../../scripts/setup/paths.mjs';
import { type DeploymentsResult, type RulePageResult, rulePageRequest } from '../../server/protocol.ts';
import { TestClient } from './language-client.ts';

const pulls: ClientCapabilities = {
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true } },
};
const pushOnly: ClientCapabilities = { textDocument: { publishDiagnostics: { relatedInformation: true } } };

let folder: string;
let uri: string;
let text: string;
let client: TestClient;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchwise-server-'));
  cpSync(join(root, 'examples', 'llama-3.1-8b-h100'), folder, { recursive: true });
  const path = join(folder, 'model_repository', 'tensorrt_llm', 'config.pbtxt');
  uri = pathToFileURL(path).href;
  text = readFileSync(path, 'utf8');
  client = TestClient.start(join(root, 'dist', 'server.cjs'), '--stdio');
});

afterEach(async () => {
  const { code, errors } = await client.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(errors).toBe('');
  expect(code).toBe(0);
});

async function pull(previousResultId?: string) {
  return client.connection.sendRequest(DocumentDiagnosticRequest.type, {
    textDocument: { uri },
    ...(previousResultId !== undefined && { previousResultId }),
  });
}

async function pulledItems(): Promise<Diagnostic[]> {
  return ((await pull()) as FullDocumentDiagnosticReport).items;
}

/** Where a piece of the text stands, as the protocol counts. */
function place(piece: string, within = text) {
  const start = within.indexOf(piece);
  if (start < 0) throw new Error(`not in the text: ${piece}`);
  const lines = within.slice(0, start).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}

async function replace(from: string, to: string, version = 2): Promise<void> {
  const start = place(from);
  const end = { line: start.line, character: start.character + from.length };
  text = text.replace(from, to);
  await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version },
    contentChanges: [{ range: { start, end }, text: to }],
  });
}

const named =
  (word: string) =>
  ({ message }: Diagnostic) =>
    (typeof message === 'string' ? message : message.value).includes(word);

describe('a client that shows the pages of rules itself', () => {
  it('is given their addresses in its own scheme, and fetches a page of each', async () => {
    await client.initialize(folder, pulls, { rulePages: 'pages' });
    await client.open(uri, 'triton-config', text);
    await replace('preferred_batch_size: [ 64 ]', 'preferred_batch_size: [ 512 ]');
    const [found] = (await pulledItems()).filter(named('512'));
    const code = String(found?.code);
    expect(found?.codeDescription?.href).toBe(`pages:/docs/rules/${code}.md`);
    const pageOf = (code: string): Promise<RulePageResult> =>
      client.connection.sendRequest(rulePageRequest, { code });
    const written = readFileSync(join(root, 'docs', 'rules', `${code}.md`), 'utf8');
    expect((await pageOf(code)).text).toBe(written);
    expect(await pageOf('BWT999')).toEqual({ text: null });
  });
});

describe('a client that pulls diagnostics', () => {
  beforeEach(async () => {
    const { capabilities, serverInfo } = await client.initialize(folder, pulls);
    expect(capabilities.diagnosticProvider).toMatchObject({ identifier: 'batchwise' });
    expect(serverInfo?.name).toBe('batchwise');
    await client.open(uri, 'triton-config', text);
  });

  it('sees a mistake after an incremental change, and sees it go again', async () => {
    expect((await pulledItems()).filter(named('512'))).toEqual([]);
    await replace('preferred_batch_size: [ 64 ]', 'preferred_batch_size: [ 512 ]');
    const [found] = (await pulledItems()).filter(named('512'));
    expect(found).toMatchObject({ source: 'batchwise', code: expect.stringMatching(/^BW[A-Z]\d+$/) });
    expect(found?.range.start.line).toBe(place('preferred_batch_size').line);
    expect(found?.codeDescription?.href).toBe(
      pathToFileURL(join(root, 'docs', 'rules', `${found?.code}.md`)).href,
    );
    await replace('preferred_batch_size: [ 512 ]', 'preferred_batch_size: [ 64 ]', 3);
    expect((await pulledItems()).filter(named('512'))).toEqual([]);
  });

  it('is told that nothing has changed', async () => {
    await replace('preferred_batch_size: [ 64 ]', 'preferred_batch_size: [ 512 ]');
    // The slow rules may add to the first answer; after that it holds.
    await pull();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const first = await pull();
    expect(first.kind).toBe('full');
    expect(await pull(first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
  });

  it('sees what another open file does to this one', async () => {
    const build = join(folder, 'build_engine.sh');
    await client.open(pathToFileURL(build).href, 'shellscript', readFileSync(build, 'utf8'));
    const before = await pulledItems();
    const engine = readFileSync(build, 'utf8').replace('--max_batch_size 64', '--max_batch_size 8');
    await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: pathToFileURL(build).href, version: 2 },
      contentChanges: [{ text: engine }],
    });
    const after = await pulledItems();
    expect(after.length).toBeGreaterThan(before.length);
  });

  it('gets hovers', async () => {
    const position = place('max_queue_delay_microseconds');
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    expect((hover!.contents as MarkupContent).value).toContain('Unit: microseconds');
    const nothing = { line: 0, character: 3 };
    expect(
      await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: nothing }),
    ).toBeNull();
  });

  it('gets a quick fix that makes the finding go', async () => {
    await replace('max_batch_size: 64', 'max_batch_sise: 64');
    const [found] = (await pulledItems()).filter(named('max_batch_sise'));
    const actions = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: found!.range,
      context: { diagnostics: [found!] },
    });
    const [action] = actions ?? [];
    expect(action).toMatchObject({ kind: 'quickfix', diagnostics: [{ code: found!.code }] });
    const edit = action && 'edit' in action ? action.edit?.changes?.[uri]?.[0] : undefined;
    expect(edit?.newText).toBe('max_batch_size');
    await replace('max_batch_sise', edit!.newText, 3);
    expect((await pulledItems()).filter(named('max_batch_sise'))).toEqual([]);
  });

  it('is asked to pull again when the slow rules have found something', async () => {
    let refreshes = 0;
    client.connection.onRequest(DiagnosticRefreshRequest.type, () => {
      refreshes++;
    });
    const script = pathToFileURL(join(folder, 'vllm', 'serve.sh')).href;
    const command = 'vllm serve meta-llama/Llama-3.1-70B-Instruct --max-model-len 8192';
    await client.open(script, 'shellscript', `#!/bin/sh\n# batchwise: gpu=T4\n${command}\n`);
    await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri: script } });
    for (let attempt = 0; attempt < 100 && refreshes === 0; attempt++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(refreshes).toBeGreaterThan(0);
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: script },
    });
    const codes = (report as FullDocumentDiagnosticReport).items.map(({ code }) => code);
    expect(codes).toContain('BWM001');
  });

  it('gets the deployments that the panel shows, the open document first', async () => {
    const answer: DeploymentsResult = await client.connection.sendRequest('batchwise/deployments', { uri });
    expect(answer.deployments).toHaveLength(1);
    expect(answer.deployments[0]?.limits.maxBatchSize?.value).toBe(64);
    expect(pathToFileURL(answer.selected!).href).toBe(uri);
  });

  it('survives texts that are no configuration at all', async () => {
    const rubbish = `${'{['.repeat(20_000)}\u0000"\\`;
    await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: rubbish }],
    });
    expect((await pulledItems()).length).toBeGreaterThan(0);
    const position = { line: 0, character: 30_000 };
    await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  });
});

describe('a client that cannot pull', () => {
  it('gets diagnostics pushed, after the opening and after a change', async () => {
    const { capabilities } = await client.initialize(folder, pushOnly);
    expect(capabilities.diagnosticProvider).toBeUndefined();
    await client.open(uri, 'triton-config', text);
    await client.publishedWhere(uri, (diagnostics) => !diagnostics.some(named('512')));
    await replace('preferred_batch_size: [ 64 ]', 'preferred_batch_size: [ 512 ]');
    const diagnostics = await client.publishedWhere(uri, (list) => list.some(named('512')));
    expect(diagnostics.find(named('512'))?.source).toBe('batchwise');
  });

  it('gets findings in a file that is open outside of every folder', async () => {
    const lone = mkdtempSync(join(tmpdir(), 'batchwise-lone-'));
    const path = join(lone, 'config.pbtxt');
    writeFileSync(path, '');
    await client.initialize(folder, pushOnly);
    await client.open(pathToFileURL(path).href, 'triton-config', 'max_batch_sise: 1\n');
    await client.publishedWhere(pathToFileURL(path).href, (list) => list.some(named('max_batch_sise')));
    rmSync(lone, { recursive: true });
  });
});
