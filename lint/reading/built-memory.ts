import { fillDefaults } from '../../deployment/defaults/fill-defaults.ts';
import { completeDeployment } from '../../deployment/parts.ts';
import type { LocatedCommand, Project } from '../../deployment/project.ts';
import { isEngineBuild, readEngineBuild } from '../../deployment/readers/trtllm-engine.ts';
import { inFile } from '../../deployment/traced.ts';
import type { Range } from '../../grammar/text.ts';
import { type EngineSpec, type MemoryBreakdown, memoryOf, specOf } from '../../simulator/index.ts';
import type { LintOptions } from '../rule.ts';
import { engineChains } from './engine-chains.ts';
import { gpuFor } from './gpu-for.ts';
import { versionFor } from './versions.ts';

/** What an engine takes of the GPU that its script is written for, by the build alone. */
export interface BuiltMemory {
  readonly build: LocatedCommand;
  readonly spec: EngineSpec;
  readonly memory: MemoryBreakdown;
  /** Where the model is named. */
  readonly model: { readonly path: string; readonly range: Range };
  /** Leaves that nobody wrote. */
  readonly defaulted: ReadonlySet<string>;
}

const readings = new WeakMap<Project, { readonly key: string; readonly memories: readonly BuiltMemory[] }>();

/** Every build whose model, format and GPU are known, of `trtllm-build` and of the `build.py` before it. */
export function builtMemories(project: Project, options: LintOptions): readonly BuiltMemory[] {
  const key = JSON.stringify([options.gpu, options.targets]);
  let known = readings.get(project);
  if (known?.key !== key) {
    known = { key, memories: readBuilds(project, options) };
    readings.set(project, known);
  }
  return known.memories;
}

function readBuilds(project: Project, options: LintOptions): BuiltMemory[] {
  const chains = new Map(engineChains(project, options).map((chain) => [chain.build.located, chain]));
  return project.commands.filter(isEngineBuild).flatMap((build): BuiltMemory[] => {
    const { file, command } = build;
    const parts = chains.get(build)?.parts ?? readEngineBuild(build, undefined, project.files);
    const gpu = gpuFor(file, project, options);
    const name = parts.model?.name;
    if (!gpu || name?.origin.kind !== 'file' || (parts.undetermined?.length ?? 0) > 0) return [];
    const version = versionFor('trtllm', file, project, options, command.image);
    const here = <T>(value: T) => inFile(value, file.path, command.program.range);
    const deployment = fillDefaults(
      completeDeployment('engine', {
        ...parts,
        engine: {
          name: here('tensorrt-llm' as const),
          backend: here('tensorrt' as const),
          ...(version !== undefined && { version: here(version) }),
        },
        gpu: { model: here(gpu) },
      }),
    );
    const result = specOf(deployment);
    if (!result.ok) return [];
    const leaves = ['maxBatchSize', 'maxNumTokens', 'maxSeqLen'] as const;
    return [
      {
        build,
        spec: result.spec,
        memory: memoryOf(result.spec),
        model: { path: name.origin.path, range: name.origin.range },
        defaulted: new Set(leaves.filter((leaf) => parts.limits?.[leaf] === undefined)),
      },
    ];
  });
}
