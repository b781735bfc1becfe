import type { Project } from '../../deployment/project.ts';
import type { Finding } from '../../lint/finding.ts';
import { lint } from '../../lint/index.ts';
import type { LintOptions } from '../../lint/rule.ts';
import type { SourceFile } from '../../workspace/source-file.ts';

/** A project as it stood at one moment, and what the rules say of it; each worked out once, when first asked for. */
export class Snapshot {
  private readonly files: ReadonlyMap<string, SourceFile>;
  private readonly earlier: Snapshot | undefined;
  private fast: readonly Finding[] | undefined;
  private slow: readonly Finding[] | undefined;

  constructor(
    readonly project: Project,
    private readonly options: LintOptions,
    before: Snapshot | undefined,
  ) {
    this.files = new Map(project.files.map((file) => [file.path, file]));
    // Only the last moment of which the slow findings are known matters; all others may be forgotten.
    this.earlier = before?.slow ? before : before?.earlier;
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
    this.fast ??= lint(this.project, { ...this.options, speed: 'fast' });
    return [...this.fast, ...(this.slow ?? this.earlierSlow())];
  }

  /** Runs the rules that add up memory or simulate, too. */
  allFindings(): readonly Finding[] {
    this.slow ??= lint(this.project, { ...this.options, speed: 'slow' });
    return this.findings();
  }

  private earlierSlow(): readonly Finding[] {
    const { earlier } = this;
    return earlier?.slow?.filter(({ path }) => earlier.fileAt(path) === this.fileAt(path)) ?? [];
  }
}
