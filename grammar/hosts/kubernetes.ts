import { isMap, isSeq, type Node } from 'yaml';
import type { Word } from '../command.ts';
import type { Field } from '../shell/field.ts';
import { embed, languageOfPath } from '../shell/here-document.ts';
import { readShellExcerpt } from '../shell/index.ts';
import { readContainer } from './containers.ts';
import type { HostReading } from './host-reading.ts';
import { predictorProgram, readLlmInferenceService } from './kserve.ts';
import { fillIn, fillTemplates } from './placeholders.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What the ConfigMaps of a file hold, by their names; each value where it stands. */
export type ConfigMaps = ReadonlyMap<string, Readonly<Record<string, Word>>>;
const none: ConfigMaps = new Map();

/** A ConfigMap as variables; undefined for what is none. */
export function configMapOf(
  document: YamlDocument,
): { name: string; variables: Readonly<Record<string, Word>> } | undefined {
  if (document.string(document.get(document.root, 'kind')) !== 'ConfigMap') return undefined;
  const name = document.string(document.get(document.get(document.root, 'metadata'), 'name'));
  const variables: Record<string, Word> = {};
  for (const { key, value } of document.pairs(document.get(document.root, 'data'))) {
    const field = document.field(value);
    if (field) variables[key] = fillTemplates(field).word;
  }
  return name === undefined ? undefined : { name, variables };
}

/** The commands of every container in a manifest, wherever its kind keeps them, and the files of a ConfigMap. */
export function readKubernetes(document: YamlDocument, maps: ConfigMaps = none): Partial<HostReading>[] {
  if (document.string(document.get(document.root, 'kind')) === 'ConfigMap') return readConfigMap(document);
  const readings: Partial<HostReading>[] =
    document.string(document.get(document.root, 'kind')) === 'LLMInferenceService'
      ? readLlmInferenceService(document)
      : [];
  findContainers(document, document.root, readings, maps);
  return readings;
}

/**
 * The values of a Helm chart: what has an image with a command, arguments or variables is a container of its templates,
 * which may put more in: the last argument is an unknown one.
 */
export function readValues(document: YamlDocument): Partial<HostReading>[] {
  const readings: Partial<HostReading>[] = [];
  findContainers(document, document.root, readings, none);
  return readings.map(({ commands = [], ...reading }) => ({
    ...reading,
    commands: commands.map((command) => {
      const end = { start: command.range.end, end: command.range.end };
      return { ...command, args: [...command.args, { value: undefined, raw: '', range: end }] };
    }),
  }));
}

/** A container is what has an image with a command or arguments; operators keep them under many names. */
function findContainers(
  document: YamlDocument,
  node: Node | undefined,
  readings: Partial<HostReading>[],
  maps: ConfigMaps,
): void {
  if (isSeq(node)) for (const item of document.items(node)) findContainers(document, item, readings, maps);
  if (!isMap(node)) return;
  const image = imageOf(document, node);
  const has = (key: string): boolean =>
    isSeq(document.get(node, key)) || (image !== undefined && document.unseenIn(node, key) !== undefined);
  // Variables alone configure an entry point too: NIM and text-generation-inference take their settings so.
  const runs =
    has('command') ||
    has('args') ||
    (image !== undefined && (has('env') || isMap(document.get(node, 'image'))));
  const predictor = predictorOf(document, node, maps);
  if (predictor) readings.push(predictor);
  else if (runs) readings.push(readKubernetesContainer(document, node, image, maps));
  if (image) readings.push({ images: [image] });
  // Aliases are read where their anchor stands.
  for (const { value } of document.ownPairs(node)) findContainers(document, value, readings, maps);
}

function imageOf(document: YamlDocument, node: Node): Word | undefined {
  const image = document.get(node, 'image');
  if (isMap(image)) return imageOfParts(document, image);
  const field = document.field(image);
  return field && field.word.value !== '' ? fillTemplates(field).word : undefined;
}

/** `repository` and `tag` of a NIMService, drawn where the tag stands. */
function imageOfParts(document: YamlDocument, image: Node): Word | undefined {
  const repository = document.field(document.get(image, 'repository'));
  const tag = document.field(document.get(image, 'tag'));
  if (!repository) return undefined;
  const [name, version] = [repository, tag].map((field) => field && fillTemplates(field).word);
  if (!tag) return name;
  const { raw, range } = version!;
  const value = name!.value && version!.value ? `${name!.value}:${version!.value}` : undefined;
  return { value, raw, range, ...(value === undefined && name!.value && { head: `${name!.value}:` }) };
}

/** The command of a KServe predictor, whose runtime and not the manifest names the program. */
function predictorOf(document: YamlDocument, node: Node, maps: ConfigMaps): Partial<HostReading> | undefined {
  const program = imageOf(document, node) ? undefined : predictorProgram(document, node);
  if (!program) return undefined;
  const [command] = readKubernetesContainer(document, node, undefined, maps).commands ?? [];
  // A server of language models is configured enough by its model alone.
  if (!command && program.value !== 'tritonserver') {
    const range = document.wordOfNode(node)?.range ?? program.range;
    return { commands: [{ program, args: [], prefix: [], env: {}, range, host: 'kubernetes' }] };
  }
  return command && { commands: [{ ...command, program }] };
}

function readKubernetesContainer(
  document: YamlDocument,
  node: Node,
  image: Word | undefined,
  maps: ConfigMaps,
): Partial<HostReading> {
  const env = {
    ...fromMaps(document, document.get(node, 'envFrom'), maps),
    ...environment(document, document.get(node, 'env')),
  };
  const words = (key: string): Field[] => {
    const unseen = document.unseenIn(node, key);
    return [
      ...document
        .items(document.get(node, key))
        .flatMap((item) => document.field(item) ?? [])
        .map((field) => fillReferences(fillTemplates(field), env)),
      ...(unseen ? [{ word: unseen, content: undefined, lenient: undefined }] : []),
    ];
  };
  return readContainer({ host: 'kubernetes', image, env, entryPoint: words('command'), args: words('args') });
}

/** `envFrom: [{configMapRef: {name}, prefix}]`, as far as the ConfigMap stands in the same file. */
function fromMaps(document: YamlDocument, list: Node | undefined, maps: ConfigMaps): Record<string, Word> {
  const env: Record<string, Word> = {};
  for (const item of document.items(list)) {
    const name = document.string(document.get(document.get(item, 'configMapRef'), 'name'));
    const prefix = document.string(document.get(item, 'prefix')) ?? '';
    for (const [key, word] of Object.entries(maps.get(name ?? '') ?? {})) env[prefix + key] = word;
  }
  return env;
}

/** `env: [{name, value}]`; a value from a secret or a field of the pod is unknown. */
function environment(document: YamlDocument, list: Node | undefined): Record<string, Word> {
  const env: Record<string, Word> = {};
  for (const item of document.items(list)) {
    const name = document.string(document.get(item, 'name'));
    const value = document.field(document.get(item, 'value'));
    const whole = document.wordOfNode(item);
    if (name !== undefined && whole)
      env[name] = value ? fillReferences(fillTemplates(value), env).word : whole;
  }
  return env;
}

/**
 * `$(NAME)` in commands, arguments and values, as the kubelet fills it in (k8s.io/api/core/v1, Container.args); `$$` is a
 * dollar sign. A name that `env` does not have is unknown: controllers such as LeaderWorkerSet add variables of their own.
 */
function fillReferences(field: Field, env: Readonly<Record<string, Word>>): Field {
  return fillIn(field, /\$\$(?=\()|\$\(([A-Z_][A-Z0-9_]*)\)/g, ([written, name]) => {
    if (name === undefined) return { text: written!.slice(1) };
    const value = Object.hasOwn(env, name) ? env[name]!.value : undefined;
    return value === undefined ? 'unknown' : { text: value };
  });
}

function readConfigMap(document: YamlDocument): Partial<HostReading>[] {
  return document
    .pairs(document.get(document.root, 'data'))
    .flatMap(({ key, value }): Partial<HostReading>[] => {
      const content = document.field(value)?.content;
      if (content === undefined) return [];
      if (/\.sh$/.test(key)) return [readShellExcerpt(content, { host: 'kubernetes' })];
      const language = languageOfPath(key);
      const embedded = language && embed(content, language, key);
      return embedded ? [{ embedded: [embedded] }] : [];
    });
}
