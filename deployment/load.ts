import type { EmbeddedText } from '../grammar/command.ts';
import { readHost } from '../grammar/hosts/index.ts';
import { parseTextproto } from '../grammar/textproto/index.ts';
import { moveTree } from '../grammar/textproto/move-tree.ts';
import type { TextprotoTree } from '../grammar/textproto/tree.ts';
import { type CollectOptions, collectFiles } from '../workspace/collect-files.ts';
import { baseName, parentPath } from '../workspace/path.ts';
import type { SourceFile } from '../workspace/source-file.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readDirectives } from './directives.ts';
import { findDeployments } from './find-deployments.ts';
import type {
  LocatedCall,
  LocatedCommand,
  LocatedText,
  Manifest,
  Project,
  TritonConfig,
  VersionMention,
} from './project.ts';
import { versionsOfDirectives, versionsOfImages, versionsOfText } from './version-mentions.ts';

/** Reads files and folders into a Project; files that cannot be read are listed there, none is skipped silently. */
export async function loadProject(
  workspace: Workspace,
  paths: readonly string[],
  options: CollectOptions = {},
): Promise<Project> {
  const collected = await collectFiles(workspace, paths, options);
  const { files, paths: seen, sizes, unreadable } = collected;
  return { ...readProject(files, seen, sizes), unreadable };
}

/** The same of texts that are already at hand: parses each file once, and puts together what they say. */
export function readProject(
  files: readonly SourceFile[],
  paths: ReadonlySet<string>,
  sizes: ReadonlyMap<string, number> = new Map(),
): Project {
  const read = files.map(readFile);
  const parsed = {
    files,
    paths,
    sizes,
    tritonConfigs: read.flatMap((file) => file.tritonConfigs),
    commands: read.flatMap((file) => file.commands),
    calls: read.flatMap((file) => file.calls),
    embedded: read.flatMap((file) => file.embedded),
    manifests: read.flatMap((file) => file.manifests),
    versions: read.flatMap((file) => file.versions),
    directives: read.flatMap((file) => file.directives),
    unreadable: [],
  };
  return { ...parsed, deployments: findDeployments(parsed) };
}

interface FileReading {
  readonly tritonConfigs: readonly TritonConfig[];
  readonly commands: readonly LocatedCommand[];
  readonly calls: readonly LocatedCall[];
  readonly embedded: readonly LocatedText[];
  readonly manifests: readonly Manifest[];
  readonly versions: readonly VersionMention[];
  readonly directives: Project['directives'];
}

/** One file's reading by its text: an editor re-reads only the file that changed. */
const readings = new WeakMap<SourceFile, FileReading>();

function readFile(file: SourceFile): FileReading {
  let reading = readings.get(file);
  if (!reading) {
    reading = file.kind === 'triton-config' ? readTritonConfig(file) : readHostFile(file);
    readings.set(file, reading);
  }
  return reading;
}

function readTritonConfig(file: SourceFile): FileReading {
  const directives = readDirectives(file);
  const folder = parentPath(file.path);
  // `<model>/configs/<name>.pbtxt` belongs to the model's folder (--model-config-name).
  const model = baseName(folder) === 'configs' ? parentPath(folder) : folder;
  const placed = file.path.includes('/') && baseName(model) !== '.';
  return {
    tritonConfigs: [
      {
        file,
        tree: parseTextproto(file.text),
        excerpt: false,
        ...(placed && { folder: baseName(model), repository: parentPath(model) }),
      },
    ],
    commands: [],
    calls: [],
    embedded: [],
    manifests: [],
    versions: versionsOfDirectives(directives),
    directives,
  };
}

/** Python that speaks of none of these starts no engine, and most Python of a repository does not. */
const engineModules = /\b(?:vllm|tensorrt_llm|sglang|onnx|onnxruntime)\b/;

/** The same of notebooks, which run tools besides. */
const engineTools = /vllm|tensorrt|trtllm|triton|sglang|onnx|text-generation|\/nim\//;

function readHostFile(file: SourceFile): FileReading {
  const isOther =
    (file.kind === 'python' && !engineModules.test(file.text)) ||
    (file.kind === 'notebook' && !engineTools.test(file.text));
  const host = readHost(file.path, file.text, isOther ? 'other' : file.kind);
  const directives = readDirectives(file);
  return {
    tritonConfigs: host.embedded
      .filter((embedded) => embedded.language === 'textproto')
      .map((embedded) => ({
        file,
        tree: embeddedTree(embedded, file.text),
        excerpt: true,
      })),
    commands: host.commands.map((command) => ({ file, command })),
    calls: host.calls.map((call) => ({ file, call })),
    embedded: host.embedded
      .filter(({ language }) => language !== 'textproto')
      .map((text) => ({ file, text })),
    manifests: host.manifests.map((manifest) => ({
      ...manifest,
      rangeOf: manifest.rangeOf.bind(manifest),
      file,
    })),
    versions: [
      ...versionsOfDirectives(directives),
      ...versionsOfImages(file, host.images),
      ...versionsOfText(file),
    ],
    directives,
  };
}

/** A config.pbtxt that was cut out of a larger file, with its places in that file. */
const embeddedTree = ({ text, start }: EmbeddedText, file: string): TextprotoTree =>
  moveTree(parseTextproto(text), file, (range) => ({ start: range.start + start, end: range.end + start }));
