import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

/** A client without an editor: starts a server program and speaks the protocol with it over its standard streams. */
export class TestClient {
  readonly connection: ProtocolConnection;
  /** What the server published, by URI: each time one list. */
  readonly published = new Map<string, Diagnostic[][]>();
  private readonly ended: Promise<number | null>;
  private readonly errors: string[] = [];

  private constructor(child: ChildProcess) {
    this.connection = createProtocolConnection(
      new StreamMessageReader(child.stdout!),
      new StreamMessageWriter(child.stdin!),
    );
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    child.stderr!.on('data', (data) => this.errors.push(String(data)));
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.published.set(uri, [...(this.published.get(uri) ?? []), diagnostics]);
    });
    this.connection.listen();
  }

  static start(program: string, ...args: string[]): TestClient {
    return new TestClient(spawn(process.execPath, [program, ...args], { stdio: 'pipe' }));
  }

  async initialize(
    folder: string,
    capabilities: ClientCapabilities,
    initializationOptions?: unknown,
  ): Promise<InitializeResult> {
    const uri = pathToFileURL(folder).href;
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'workspace' }],
      capabilities,
      initializationOptions,
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  async open(uri: string, languageId: string, text: string): Promise<void> {
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** The first list published for a document that satisfies `wanted`, now or later. */
  async publishedWhere(uri: string, wanted: (diagnostics: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    for (let attempt = 0; attempt < 200; attempt++) {
      const found = this.published.get(uri)?.find(wanted);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`not published: ${JSON.stringify(this.published.get(uri))}\n${this.errors.join('')}`);
  }

  /** Ends the server as an editor does; the exit code, and what it wrote to its error stream. */
  async stop(): Promise<{ code: number | null; errors: string }> {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const code = await this.ended;
    this.connection.dispose();
    return { code, errors: this.errors.join('') };
  }
}
