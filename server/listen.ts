import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { DiskWorkspace } from '../workspace/node/disk.ts';
import { startServer } from './server.ts';

/**
 * Runs the language server over what `argv` names: `--node-ipc`, `--socket=PORT` (on 127.0.0.1), or `--stdio`,
 * which is also the default.
 */
export function listen(argv: readonly string[]): void {
  const named = argv.some((word) => word === '--node-ipc' || word.startsWith('--socket'));
  const connection = named
    ? createConnection(ProposedFeatures.all)
    : createConnection(
        ProposedFeatures.all,
        new StreamMessageReader(process.stdin),
        new StreamMessageWriter(process.stdout),
      );
  const docsBase = findDocs();
  startServer(connection, { disk: new DiskWorkspace('/'), ...(docsBase !== undefined && { docsBase }) });
}

/** The rules' pages stand beside the folder of the program that was started, in a checkout as in a package. */
function findDocs(): string | undefined {
  const program = process.argv[1];
  if (program === undefined || !existsSync(program)) return undefined;
  const root = dirname(dirname(realpathSync(program)));
  return existsSync(join(root, 'docs', 'rules')) ? pathToFileURL(root).href : undefined;
}
