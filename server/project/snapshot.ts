import type { Project } from '../../deployment/project.ts';
import type { Finding } from '../../lint/finding.ts';
import { type LintRun, lintAgain } from '../../lint/index.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { Checking } from './checking.ts';

/** A project as it stood at one moment, and what the rules say of it; each worked out once, when first asked for. */
export class Snapshot {
  private readonly files: ReadonlyMap<string, SourceFile>;
  private earlier: Snapshot | undefined;
  /** The last moment of which the fast findings are known, until they are known of this one. */
  private before: Snapshot | undefined;
  private fast: LintRun | undefined;
  private slow: LintRun | undefined;

  constructor(
    readonly project: Project,
    private readonly checking: Checking,
    before: Snapshot | undefined,
  ) {
    this.files = new Map(project.files.map((file) => [file.path, file]));
    // Only the last moments of which findings are known matter; all others may be forgotten.
    this.earlier = before?.slow ? before : before?.earlier;
    this.before = before?.fast ? before : before?.before;
  }

  fileAt = (path: string): SourceFile | undefined => this.files.get(path);

  get isComplete(): boolean {
    return this.slow !== undefined;
  }

  /**
   * What is known without waiting: the rules that keep up with typing; and of the slow ones, until they have run
   * again, what they said earlier of files whose text is still the same, so that it does not flicker.
   */
  findings(): readonly Finding[] {
    this.fast ??= this.run('fast', this.before?.fast);
    this.before = undefined;
    const all = [...this.fast.findings, ...(this.slow?.findings ?? this.earlierSlow())];
    return all.filter(this.checking.keeps);
  }

  /** Runs the rules that add up memory or simulate, too. */
  allFindings(): readonly Finding[] {
    this.slow ??= this.run('slow', this.earlier?.slow);
    this.earlier = undefined;
    return this.findings();
  }

  private run(speed: 'fast' | 'slow', before: LintRun | undefined): LintRun {
    return lintAgain(before, this.project, { ...this.checking.options, speed });
  }

  private earlierSlow(): readonly Finding[] {
    const { earlier } = this;
    return earlier?.slow?.findings.filter(({ path }) => earlier.fileAt(path) === this.fileAt(path)) ?? [];
  }
}
