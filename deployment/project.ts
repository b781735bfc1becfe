import type { Command, EmbeddedText } from '../grammar/command.ts';
import type { PythonCall } from '../grammar/python-call.ts';
import type { Range } from '../grammar/text.ts';
import type { TextprotoTree } from '../grammar/textproto/tree.ts';
import type { SourceFile } from '../workspace/source-file.ts';
import type { Deployment } from './deployment.ts';
import type { Directive } from './directives.ts';

/** Everything that was read of a set of files: one parse of each, and what the parses say together. */
export interface Project {
  readonly files: readonly SourceFile[];
  /** Every config.pbtxt, also those inside Markdown fences. */
  readonly tritonConfigs: readonly TritonConfig[];
  readonly commands: readonly LocatedCommand[];
  /** Calls of Python code whose names could be resolved, in `.py` files and in fences and here-documents. */
  readonly calls: readonly LocatedCall[];
  /** YAML, JSON and Python texts inside other files: here-documents, fences, the files of a ConfigMap. */
  readonly embedded: readonly LocatedText[];
  /** YAML documents of Kubernetes and compose files, parsed by `yaml` with positions. */
  readonly manifests: readonly Manifest[];
  readonly deployments: readonly Deployment[];
  /** Engine versions that the files name, each with where: image tags, requirements, `# batchwise:` lines. */
  readonly versions: readonly VersionMention[];
  /** `# batchwise: key=value` lines. */
  readonly directives: readonly Directive[];
  /** Every path known to exist, for rules about folders; files that were not read included. */
  readonly paths: ReadonlySet<string>;
  /** Bytes of files that are no text, as far as somebody needs them: the data of warm-up samples and initial states. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Named files that could not be read, and why. */
  readonly unreadable: readonly { readonly path: string; readonly why: string }[];
}

/** A config.pbtxt with its place in a model repository. Ranges in `tree` count from the start of `file`. */
export interface TritonConfig {
  readonly file: SourceFile;
  readonly tree: TextprotoTree;
  /** The folder's name, which is the model's name where none is given; absent inside a Markdown fence. */
  readonly folder?: string;
  /** `/a/repo` for `/a/repo/model/config.pbtxt`; absent inside a Markdown fence. */
  readonly repository?: string;
  /** True for a fence in Markdown: often an excerpt, so nothing that is merely absent is wrong. */
  readonly excerpt: boolean;
}

export interface LocatedCommand {
  readonly file: SourceFile;
  readonly command: Command;
}

export interface LocatedCall {
  readonly file: SourceFile;
  readonly call: PythonCall;
}

export interface LocatedText {
  readonly file: SourceFile;
  readonly text: EmbeddedText;
}

export interface Manifest {
  readonly file: SourceFile;
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  /** Plain data; use `rangeOf` for places. */
  readonly value: unknown;
  /** The range of the value (or with `key: true` of the key) at a path of keys and indexes. */
  rangeOf(path: readonly (string | number)[], options?: { key?: boolean }): Range | undefined;
}

export interface VersionMention {
  readonly tool: 'trtllm' | 'triton' | 'vllm' | 'sglang' | 'tgi';
  readonly version: string;
  readonly file: SourceFile;
  readonly range: Range;
}

export type { EmbeddedText };
