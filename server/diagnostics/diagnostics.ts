import type { Connection, Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import type { Finding } from '../../lint/finding.ts';
import type { ClientSupport } from '../capabilities.ts';
import { describe } from '../guard.ts';
import { Pause } from '../pause.ts';
import type { Scopes } from '../project/scopes.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { pathOf } from '../uris.ts';
import { Reports } from './reports.ts';
import { toDiagnostic } from './to-diagnostic.ts';

/** Milliseconds: short enough to feel like typing, long enough not to run for every key. */
const pushPause = 80;
/** Milliseconds after which a person has stopped typing. */
const slowPause = 400;

/**
 * Findings as diagnostics. Fast rules answer at once; slow ones run after a pause, and then a client that pulls is
 * asked to pull again, and one that cannot pull gets them pushed.
 */
export class Diagnostics {
  private readonly reports = new Reports();
  private readonly pushSoon = new Pause(pushPause, () => this.push((snapshot) => snapshot.findings()));
  private readonly completeSoon = new Pause(slowPause, () => this.complete());

  constructor(
    private readonly connection: Connection,
    private readonly scopes: Scopes,
    private readonly openUris: () => readonly string[],
    private readonly client: ClientSupport,
    private readonly docsBase: string | undefined,
  ) {}

  async pull(uri: string, previousId: string | undefined): Promise<DocumentDiagnosticReport> {
    const snapshot = await this.scopes.snapshotOf(pathOf(uri));
    // Nobody would come back for the slow findings.
    const known = this.client.refreshesDiagnostics ? snapshot.findings() : snapshot.allFindings();
    if (!snapshot.isComplete) this.completeSoon.restart();
    return this.reports.answer(uri, this.itemsOf(pathOf(uri), known, snapshot), previousId);
  }

  /** To be called after every change: of a text, a file or a setting. */
  changed(): void {
    if (this.client.pullsDiagnostics) return;
    this.pushSoon.restart();
    this.completeSoon.restart();
  }

  /** What is not the editing of an open text, after which a client would pull by itself. */
  changedElsewhere(): void {
    if (this.client.pullsDiagnostics && this.client.refreshesDiagnostics) this.refresh();
    else this.changed();
  }

  closed(uri: string): void {
    this.reports.forget(uri);
    if (!this.client.pullsDiagnostics) void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  private complete(): void {
    if (this.client.pullsDiagnostics) this.completeForPull();
    else this.push((snapshot) => snapshot.allFindings());
  }

  /** Asks for another pull only where the slow rules had something new to say. */
  private completeForPull(): void {
    void this.logged('slow rules', async () => {
      const paths = new Set(this.openUris().map(pathOf));
      let news = false;
      for (const path of paths) {
        const snapshot = await this.scopes.snapshotOf(path);
        if (snapshot.isComplete) continue;
        const before = JSON.stringify(snapshot.findings());
        news ||= before !== JSON.stringify(snapshot.allFindings());
      }
      if (news) this.refresh();
    });
  }

  private push(findingsOf: (snapshot: Snapshot) => readonly Finding[]): void {
    void this.logged('diagnostics', async () => {
      for (const uri of this.openUris()) {
        const snapshot = await this.scopes.snapshotOf(pathOf(uri));
        const diagnostics = this.itemsOf(pathOf(uri), findingsOf(snapshot), snapshot);
        await this.connection.sendDiagnostics({ uri, diagnostics });
      }
    });
  }

  private refresh(): void {
    this.connection.languages.diagnostics.refresh().catch(() => undefined);
  }

  private itemsOf(path: string, findings: readonly Finding[], { fileAt }: Snapshot): Diagnostic[] {
    const context = { fileAt, docsBase: this.docsBase };
    return findings
      .filter((finding) => finding.path === path)
      .map((finding) => toDiagnostic(finding, context))
      .filter((diagnostic) => diagnostic !== undefined);
  }

  /** Nobody waits for what happens after a pause, so a mistake there must be caught here. */
  private async logged(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.connection.console.error(`${name}: ${describe(error)}`);
    }
  }
}
