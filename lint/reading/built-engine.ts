import type { Project } from '../../deployment/project.ts';
import type { RelatedLocation } from '../finding.ts';
import type { LintOptions } from '../rule.ts';
import { engineBuild, givenFlag } from './engine-build.ts';
import { engineConfig, placeOfKey } from './engine-config.ts';
import type { ModelConfig } from './model-config.ts';

/** A number that an engine was built with, and where that is written. */
export interface BuiltLimit {
  readonly value: number;
  readonly place: RelatedLocation;
}

/** A limit of the engine of a model: from the engine's own `config.json`, else from the command that built it. */
export function builtLimit(
  config: ModelConfig,
  name: 'max_batch_size' | 'max_beam_width' | 'max_seq_len' | 'max_num_tokens',
  project: Project,
  options: LintOptions,
): BuiltLimit | undefined {
  const engine = engineConfig(config, project);
  const stored = engine?.build[name];
  if (engine && typeof stored === 'number')
    return {
      value: stored,
      place: { path: engine.file.path, range: placeOfKey(engine, name), message: 'the engine says so here' },
    };
  const build = engineBuild(config, project, options);
  const flag = build && givenFlag(build, `--${name}`)?.values[0];
  const value = flag?.text === undefined ? Number.NaN : Number(flag.text);
  return build && flag && value > 0
    ? {
        value,
        place: { path: build.located.file.path, range: flag.range, message: 'the engine is built here' },
      }
    : undefined;
}
