import { tritonRoot, tritonSchema } from '../../catalog/triton-schema.ts';
import { baseName, folderOf } from '../../deployment/paths.ts';
import type { Project, TritonConfig } from '../../deployment/project.ts';
import { TritonConfigReader } from '../../deployment/readers/triton-parameters.ts';
import type { Range } from '../../grammar/text.ts';
import { fieldsNamed, scalarField, stringValue } from '../../grammar/textproto/query.ts';
import type { FieldNode } from '../../grammar/textproto/tree.ts';
import { FieldIndex } from './field-index.ts';
import { fillingOf } from './fill-commands.ts';
import { filledConfig } from './filled-config.ts';
import { hasPlaceholder } from './placeholders.ts';

/** One config.pbtxt as the rules about Triton read it. */
export class ModelConfig extends TritonConfigReader {
  get file(): TritonConfig['file'] {
    return this.config.file;
  }

  get root(): TritonConfig['tree']['root'] {
    return this.config.tree.root;
  }

  /** Nothing in it was unreadable, and it is no excerpt: what is absent here is absent for Triton too. */
  get whole(): boolean {
    return !this.config.excerpt && this.config.tree.issues.length === 0;
  }

  /** The model's folder, where the file has the place and name that Triton reads it by. */
  get folder(): string | undefined {
    return isPlaced(this.config) ? this.config.folder : undefined;
  }

  get repository(): string | undefined {
    return isPlaced(this.config) ? this.config.repository : undefined;
  }

  /** The path of the model's folder. */
  get home(): string | undefined {
    const { folder, repository } = this;
    if (folder === undefined || repository === undefined) return undefined;
    return repository === '.' ? folder : repository === '/' ? `/${folder}` : `${repository}/${folder}`;
  }

  /** The name that Triton gives the model: the folder's. */
  get modelName(): string | undefined {
    return this.folder ?? this.string('name')?.value;
  }

  field(name: string): FieldNode | undefined {
    return fieldsNamed(this.root, name).at(-1);
  }

  has(name: string): boolean {
    return this.field(name) !== undefined;
  }

  /** The text of a string field, empty where it is not set; undefined where it is set to something unknown. */
  textOf(name: string): string | undefined {
    if (!this.has(name)) return '';
    const node = scalarField(this.root, name);
    const text = node && stringValue(node);
    return text === undefined || hasPlaceholder(text) ? undefined : text;
  }

  /** `max_batch_size`, 0 where it is not set; undefined where it is set to something that is no number. */
  get maxBatchSize(): number | undefined {
    return this.has('max_batch_size') ? this.integer('max_batch_size')?.value : 0;
  }

  get isEnsemble(): boolean {
    return this.textOf('platform') === 'ensemble' || this.has('ensemble_scheduling');
  }

  get isTensorrtllm(): boolean {
    return this.textOf('backend') === 'tensorrtllm' || this.parameter('gpt_model_type') !== undefined;
  }

  /** Where to report what is absent: the first field, or the start of the file. */
  get head(): Range {
    return this.root.fields[0]?.name.range ?? { start: 0, end: Math.min(1, this.file.text.length) };
  }
}

const readings = new WeakMap<Project, readonly ModelConfig[]>();
const indexes = new WeakMap<Project, FieldIndex>();

/**
 * Every config of a project that describes a Triton model, those in Markdown included; templates as their command fills
 * them. With `fields`, only those that may give one of these at whatever depth: a rule about fields that few configs
 * have need not look at the others.
 */
export function modelConfigs(project: Project, ...fields: readonly string[]): readonly ModelConfig[] {
  let configs = readings.get(project);
  if (!configs) {
    configs = project.tritonConfigs.filter(describesModel).map((config) => {
      const filling = config.excerpt ? undefined : fillingOf(project, config.file);
      return filling ? new ModelConfig(filledConfig(config, filling.values)) : asWritten(config);
    });
    readings.set(project, configs);
  }
  if (fields.length === 0) return configs;
  let index = indexes.get(project);
  if (!index) {
    index = new FieldIndex(configs);
    indexes.set(project, index);
  }
  return index.configsWith(fields);
}

/** By the config, so that what was read of a file stays known where only another file has changed. */
const unfilled = new WeakMap<TritonConfig, ModelConfig>();

function asWritten(config: TritonConfig): ModelConfig {
  let known = unfilled.get(config);
  if (!known) {
    known = new ModelConfig(config);
    unfilled.set(config, known);
  }
  return known;
}

const repositories = new WeakMap<Project, ReadonlyMap<string, ReadonlyMap<string, ModelConfig>>>();

/** The models of the repository that a config stands in, by name, itself included. */
export function modelsBeside(project: Project, config: ModelConfig): ReadonlyMap<string, ModelConfig> {
  let byRepository = repositories.get(project);
  if (!byRepository) {
    byRepository = groupByRepository(modelConfigs(project));
    repositories.set(project, byRepository);
  }
  return byRepository.get(config.repository ?? '') ?? new Map<string, ModelConfig>();
}

function groupByRepository(configs: readonly ModelConfig[]): Map<string, Map<string, ModelConfig>> {
  const groups = new Map<string, Map<string, ModelConfig>>();
  for (const config of configs) {
    const { repository, folder } = config;
    if (repository === undefined || folder === undefined || baseName(config.file.path) !== 'config.pbtxt')
      continue;
    const models = groups.get(repository) ?? new Map<string, ModelConfig>();
    groups.set(repository, models.set(folder, config));
  }
  return groups;
}

/** `<model>/config.pbtxt` and `<model>/configs/<name>.pbtxt`; other names are copies that Triton does not read. */
function isPlaced({ file }: TritonConfig): boolean {
  const path = file.path;
  return baseName(path) === 'config.pbtxt' || baseName(folderOf(path)) === 'configs';
}

/** Text protos of other programs carry the same ending: outside `config.pbtxt`, most fields have to be Triton's. */
function describesModel(config: TritonConfig): boolean {
  // Triton does not look into version folders for a config.
  if (config.folder !== undefined && /^\d+$/.test(config.folder)) return false;
  if (baseName(config.file.path) === 'config.pbtxt') return true;
  const fields = config.tree.root.fields;
  const fitting = fields.filter((field) => rootFields.has(field.name.text)).length;
  return fields.length > 0 && fitting * 2 > fields.length;
}

const rootFields = new Set(tritonSchema.messages[tritonRoot]?.fields.map((field) => field.name));
