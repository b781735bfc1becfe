import {
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';

interface Report {
  readonly id: string;
  readonly content: string;
}

/** Remembers the last answer for each document, so that the same answer again is sent as `unchanged`. */
export class Reports {
  private readonly last = new Map<string, Report>();
  private count = 0;

  answer(uri: string, items: Diagnostic[], previousId: string | undefined): DocumentDiagnosticReport {
    const content = JSON.stringify(items);
    const before = this.last.get(uri);
    const report = before?.content === content ? before : { id: String(++this.count), content };
    this.last.set(uri, report);
    if (previousId === report.id)
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: report.id };
    return { kind: DocumentDiagnosticReportKind.Full, resultId: report.id, items };
  }

  forget(uri: string): void {
    this.last.delete(uri);
  }
}
