import type { Project } from '../deployment/project.ts';
import type { Range } from '../grammar/text.ts';
import type { SourceFile } from '../workspace/source-file.ts';
import type { Fix, RelatedLocation, Severity } from './finding.ts';

/** What a rule reads. Every rule sees the same parsed files and Deployments; none parses anything itself. */
export interface RuleContext {
  readonly project: Project;
  readonly options: LintOptions;
  /** Reports one mistake. `file` and `range` say where it is drawn. */
  report(file: SourceFile | string, range: Range, message: string, more?: ReportDetails): void;
}

export interface ReportDetails {
  readonly related?: readonly RelatedLocation[];
  readonly fixes?: readonly Fix[];
  /** Where one condition of a rule is weaker than the rule's own severity. */
  readonly severity?: Severity;
}

export interface LintOptions {
  /** The GPU to check against where the files name none; a catalogue name. */
  readonly gpu?: string;
  /** Versions to check against where the files name none: `{ triton: '26.07', trtllm: '1.0' }`. */
  readonly targets: Readonly<Record<string, string>>;
  /** Triton's `--disable-auto-complete-config` is not given. */
  readonly autoComplete: boolean;
}

/**
 * Files of an example, by path. `«` and `»` in a text mark the range that the rule reports there;
 * they are taken out before the text is read. One string stands for a file at the rule's own default path.
 */
export type Example = string | Readonly<Record<string, string>>;

export type Area =
  | 'text-format'
  | 'schema'
  | 'triton'
  | 'ensemble'
  | 'backend'
  | 'tensorrt-llm'
  | 'vllm'
  | 'sglang'
  | 'tgi'
  | 'nim'
  | 'onnx'
  | 'python'
  | 'model'
  | 'chain'
  | 'precision'
  | 'memory'
  | 'batching'
  | 'container'
  | 'kubernetes'
  | 'slurm'
  | 'lint';

/** One mistake with one remedy. From this object come the test, the docs page, hover text, `explain` and SARIF. */
export interface Rule {
  /** `BW`, the letter of the area, a number that is never used again. */
  readonly code: string;
  /** The mistake in a few words with hyphens. */
  readonly name: string;
  readonly area: Area;
  readonly severity: Severity;
  /** Which files or engines, and which versions, as a person reads it. */
  readonly appliesTo: string;
  /** One sentence: what is wrong. */
  readonly summary: string;
  /** What happens because of it. */
  readonly why: string;
  /** What to do. */
  readonly remedy: string;
  /** File and symbol in the engine's code, documentation page, or issue thread. */
  readonly sources: readonly string[];
  readonly examples: { readonly bad: readonly Example[]; readonly good: readonly Example[] };
  /** The path that an example given as one string stands for; `model_repository/my_model/config.pbtxt` unless said. */
  readonly examplePath?: string;
  /** `slow` rules (memory, simulation) run after a pause in an editor. */
  readonly speed?: 'fast' | 'slow';
  /**
   * What a finding hangs on, so that an editor asks again only where an answer can be another after a change of some
   * `config.pbtxt`. `config`: beside what no config says (commands, versions, paths and other files), on the one config
   * that it stands in. `commands`: on no config and no Deployment at all. `project`, unless said: on anything.
   */
  readonly scope?: 'config' | 'commands' | 'project';
  check(context: RuleContext): void;
}
