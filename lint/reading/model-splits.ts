import type { ModelArchitecture } from '../../catalog/types.ts';
import type { Deployment, EngineName } from '../../deployment/deployment.ts';
import { modelFrom } from '../../deployment/model-name.ts';
import type { Project } from '../../deployment/project.ts';
import { inFile, type Traced } from '../../deployment/traced.ts';
import type { LintOptions } from '../rule.ts';
import { engineRuns } from './engine-runs.ts';
import { convertCheckpoint, quantize, type ToolCall, toolCalls } from './tool-calls.ts';

/** A model and over how many ranks it is spread, wherever both are known. */
export interface ModelSplit {
  readonly engine: EngineName;
  readonly version: string | undefined;
  readonly model: ModelArchitecture;
  readonly tensor: Traced<number> | undefined;
  readonly pipeline: Traced<number> | undefined;
  readonly data: Traced<number> | undefined;
  readonly expert: Traced<number> | undefined;
  /** Attention is copied to the ranks, not split. */
  readonly wholeAttention: boolean;
  /** Redundant copies of experts make any number divisible. */
  readonly moreExperts: boolean;
}

/** Every server, call and checkpoint tool of a project whose model is known. */
export function modelSplits(project: Project, options: LintOptions): ModelSplit[] {
  const seen = new Set<unknown>();
  const ofRuns = engineRuns(project, options, 'vllm', 'sglang', 'tgi', 'tensorrt-llm').flatMap((run) => {
    const { deployment, settings } = run;
    const model = deployment?.model.architecture?.value;
    if (!deployment || !model) return [];
    seen.add(deployment);
    const on = (...names: readonly string[]) => {
      const value = settings.find(...names)?.value;
      return value !== undefined && value !== false && value !== 'false';
    };
    return [
      {
        ...splitOf(deployment.parallelism),
        engine: run.engine,
        version: run.version,
        model,
        wholeAttention: on('enable-dp-attention', 'enable-attention-dp', 'attn-cp-size'),
        moreExperts: on('enable-eplb', 'ep-num-redundant-experts', 'num-redundant-experts', 'moe-config'),
      },
    ];
  });
  const others = project.deployments.flatMap((deployment) => {
    const model = deployment.model.architecture?.value;
    if (!model || seen.has(deployment) || deployment.engine.name.value === 'triton') return [];
    return [
      {
        ...splitOf(deployment.parallelism),
        engine: deployment.engine.name.value,
        version: deployment.engine.version?.value,
        model,
        wholeAttention: false,
        moreExperts: true,
      },
    ];
  });
  const ofTools = toolCalls(project, options, [convertCheckpoint, quantize]).flatMap((call) => {
    const model = modelOfTool(call, project);
    if (!model) return [];
    return [
      {
        engine: 'tensorrt-llm' as const,
        version: call.version,
        model,
        tensor: numberOf(call, '--tp_size'),
        pipeline: numberOf(call, '--pp_size'),
        data: undefined,
        expert: undefined,
        wholeAttention: false,
        moreExperts: true,
      },
    ];
  });
  return [...ofRuns, ...others, ...ofTools];
}

const splitOf = ({ tensor, pipeline, data, expert }: Deployment['parallelism']) => ({
  tensor,
  pipeline,
  data,
  expert,
});

function modelOfTool(call: ToolCall, project: Project): ModelArchitecture | undefined {
  const value = call.flags.findLast(({ written }) => written === '--model_dir')?.values[0];
  if (value?.text === undefined) return undefined;
  const named = inFile(value.text, call.located.file.path, value.range);
  return modelFrom(named, project.files).architecture?.value;
}

function numberOf(call: ToolCall, name: string): Traced<number> | undefined {
  const value = call.flags.findLast(({ written }) => written === name)?.values[0];
  const number = Number(value?.text);
  return value?.text !== undefined && Number.isInteger(number) && number > 0
    ? inFile(number, call.located.file.path, value.range)
    : undefined;
}

/** The numbers of ranks up to `most` that divide a count. */
export const divisors = (count: number, most: number): number[] =>
  Array.from({ length: Math.min(count, most) }, (_, index) => index + 1).filter((n) => count % n === 0);
