import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { name, version } from '../package.json';
import type { Workspace } from '../workspace/workspace.ts';
import { type ClientSupport, capabilitiesFor, supportOf, watchedFiles } from './capabilities.ts';
import { answerDeployments } from './deployments.ts';
import { Diagnostics } from './diagnostics/diagnostics.ts';
import { quickFixes } from './diagnostics/quick-fixes.ts';
import { OpenDocuments } from './documents.ts';
import { answerFormatting } from './formatting.ts';
import { describe, guarded } from './guard.ts';
import { hoverAt } from './hover/hover.ts';
import { Pause } from './pause.ts';
import { Scopes } from './project/scopes.ts';
import {
  type DeploymentsParams,
  type DeploymentsResult,
  deploymentsChanged,
  deploymentsRequest,
  type RulePageParams,
  type RulePageResult,
  rulePageRequest,
} from './protocol.ts';
import { answerRulePage, pagesOfClient } from './rule-pages.ts';
import { readSettings } from './settings.ts';
import { pathOf } from './uris.ts';

export interface ServerEnvironment {
  /** Where files that are not open are read from, by absolute path. */
  readonly disk: Workspace;
  /** The URI of the folder that `docs/rules/` stands in; absent where those pages are not installed. */
  readonly docsBase?: string;
}

/** Milliseconds after which a client gets an empty answer in place of a late one. */
const budget = { diagnostics: 10_000, codeAction: 5_000, hover: 2_000, deployments: 20_000, rulePage: 2_000 };
/** Milliseconds between the last change and the word to the panel that it may fetch again. */
const panelPause = 300;

/** Answers a client over `connection` until that ends. Nothing of the workspace is executed, nothing leaves the machine. */
export function startServer(connection: Connection, { disk, docsBase }: ServerEnvironment): void {
  const log = (line: string): void => connection.console.error(line);
  let client: ClientSupport = supportOf({});
  let settings = readSettings(undefined);
  let diagnostics: Diagnostics | undefined;

  const documents = new OpenDocuments(
    connection,
    () => {
      scopes.editorChanged();
      diagnostics?.changed();
      tellPanel.restart();
    },
    (uri) => diagnostics?.closed(uri),
  );
  const scopes = new Scopes(
    disk,
    () => documents.texts(),
    () => settings,
    log,
  );
  const tellPanel = new Pause(panelPause, () => void connection.sendNotification(deploymentsChanged, {}));

  const changedElsewhere = (): void => {
    diagnostics?.changedElsewhere();
    tellPanel.restart();
  };

  const fetchSettings = async (): Promise<void> => {
    if (!client.configuration) return;
    settings = readSettings(await connection.workspace.getConfiguration('batchwise'));
    scopes.editorChanged();
    changedElsewhere();
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client = supportOf(params.capabilities);
    settings = readSettings(params.initializationOptions);
    scopes.setFolders(foldersOf(params));
    const pages = pagesOfClient(params.initializationOptions) ?? docsBase;
    diagnostics = new Diagnostics(connection, scopes, () => documents.uris, client, pages);
    return { capabilities: capabilitiesFor(client), serverInfo: { name, version } };
  });

  connection.onInitialized(async () => {
    try {
      if (client.configuration) await connection.client.register(DidChangeConfigurationNotification.type);
      if (client.watchesFiles)
        await connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: watchedFiles }],
        });
      if (client.workspaceFolders)
        connection.workspace.onDidChangeWorkspaceFolders(async () => {
          const folders = (await connection.workspace.getWorkspaceFolders()) ?? [];
          scopes.setFolders(folders.map(({ uri }) => pathOf(uri)));
          changedElsewhere();
        });
      await fetchSettings();
    } catch (error) {
      log(`initialized: ${describe(error)}`);
    }
  });

  connection.onDidChangeConfiguration(({ settings: sent }) => {
    if (client.configuration)
      return void fetchSettings().catch((error) => log(`settings: ${describe(error)}`));
    settings = readSettings((sent as Record<string, unknown> | null)?.batchwise);
    scopes.editorChanged();
    changedElsewhere();
  });

  connection.onDidChangeWatchedFiles(() => {
    scopes.diskChanged();
    changedElsewhere();
  });

  connection.languages.diagnostics.on(
    guarded(
      'diagnostics',
      { fallback: { kind: 'full', items: [] }, budget: budget.diagnostics },
      log,
      async ({ textDocument, previousResultId }) =>
        (await diagnostics?.pull(textDocument.uri, previousResultId)) ?? { kind: 'full', items: [] },
    ),
  );

  connection.onHover(
    guarded('hover', { fallback: null, budget: budget.hover }, log, async ({ textDocument, position }) => {
      const { project, fileAt } = await scopes.snapshotOf(pathOf(textDocument.uri));
      const file = fileAt(pathOf(textDocument.uri));
      return file ? hoverAt(project, file, position) : null;
    }),
  );

  connection.onCodeAction(
    guarded('code action', { fallback: [], budget: budget.codeAction }, log, async (params) => {
      const path = pathOf(params.textDocument.uri);
      const snapshot = await scopes.snapshotOf(path);
      const file = snapshot.fileAt(path);
      if (!file) return [];
      const range = {
        start: file.lines.offsetAt(params.range.start),
        end: file.lines.offsetAt(params.range.end),
      };
      const findings = snapshot.findings().filter((finding) => finding.path === path);
      return quickFixes(findings, range, params.context.diagnostics, snapshot.fileAt);
    }),
  );

  connection.onRequest(
    deploymentsRequest,
    guarded<DeploymentsParams, DeploymentsResult>(
      'deployments',
      { fallback: { deployments: [], places: [] }, budget: budget.deployments },
      log,
      async ({ uri }) => {
        const snapshots = await scopes.snapshots();
        const deployments = snapshots.flatMap(({ project }) => project.deployments);
        const read = (path: string) =>
          snapshots.map(({ fileAt }) => fileAt(path)).find((file) => file !== undefined)?.text;
        return answerDeployments(deployments, uri === undefined ? undefined : pathOf(uri), read);
      },
    ),
  );

  connection.onRequest(
    rulePageRequest,
    guarded<RulePageParams, RulePageResult>(
      'rule page',
      { fallback: { text: null }, budget: budget.rulePage },
      log,
      answerRulePage,
    ),
  );

  answerFormatting(connection, (uri) => documents.textprotoOf(uri), log);

  connection.listen();
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => pathOf(uri));
  return rootUri ? [pathOf(rootUri)] : [];
}
