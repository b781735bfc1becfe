import type { Connection } from 'vscode-languageserver';
import { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { fileKind } from '../workspace/file-kind.ts';
import type { OpenTexts } from './project/scope.ts';
import { pathOf } from './uris.ts';

/** The documents that the editor has open, kept up to date by incremental changes. */
export class OpenDocuments {
  private readonly documents = new TextDocuments(TextDocument);

  constructor(connection: Connection, changed: () => void, closed: (uri: string) => void) {
    this.documents.onDidChangeContent(changed);
    this.documents.onDidClose(({ document }) => {
      closed(document.uri);
      changed();
    });
    this.documents.listen(connection);
  }

  get uris(): string[] {
    return this.documents.keys();
  }

  has(uri: string): boolean {
    return this.documents.get(uri) !== undefined;
  }

  /** The text of a document that is open as text format; undefined for others. */
  textprotoOf(uri: string): string | undefined {
    const document = this.documents.get(uri);
    const isOne = document?.languageId === 'triton-config' || fileKind(pathOf(uri)) === 'triton-config';
    return isOne ? document?.getText() : undefined;
  }

  texts(): OpenTexts {
    return new Map(this.documents.all().map((document) => [pathOf(document.uri), document.getText()]));
  }
}
