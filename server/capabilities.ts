import {
  type ClientCapabilities,
  CodeActionKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';

/** What the client can do that changes how we work. */
export interface ClientSupport {
  readonly pullsDiagnostics: boolean;
  /** We may ask it to pull again when slow rules are done. */
  readonly refreshesDiagnostics: boolean;
  readonly configuration: boolean;
  readonly workspaceFolders: boolean;
  readonly watchesFiles: boolean;
}

export function supportOf({ textDocument, workspace }: ClientCapabilities): ClientSupport {
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  };
}

export function capabilitiesFor(client: ClientSupport): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
    hoverProvider: true,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    ...(client.pullsDiagnostics && {
      diagnosticProvider: {
        identifier: 'batchwise',
        interFileDependencies: true,
        workspaceDiagnostics: false,
      },
    }),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}

/** Files on the disk whose change may change a finding: what is read, and what stands in a model's folder. */
export const watchedFiles =
  '**/{*.pbtxt,*.sh,*.sbatch,*.slurm,*.md,*.yaml,*.yml,*.py,*.json,requirements*.txt,.gitignore,Dockerfile*,*.Dockerfile,*.plan,*.engine,*.onnx}';
