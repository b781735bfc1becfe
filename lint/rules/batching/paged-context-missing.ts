import { flagAt } from '../../../catalog/flags.ts';
import type { Project } from '../../../deployment/project.ts';
import type { RelatedLocation } from '../../finding.ts';
import { engineBuild, givenFlag } from '../../reading/engine-build.ts';
import { engineConfig, placeOfKey } from '../../reading/engine-config.ts';
import { short } from '../../reading/flag-history.ts';
import type { ModelConfig } from '../../reading/model-config.ts';
import type { ToolCall } from '../../reading/tool-calls.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { LintOptions, Rule } from '../../rule.ts';

const files = (flags: string, mark: (text: string) => string): Record<string, string> => ({
  'deploy/models/llm/config.pbtxt':
    'backend: "tensorrtllm"\nmax_batch_size: 64\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\nparameters { key: "gpt_model_path" value { string_value: "/engines/llama" } }\n' +
    `parameters { key: "enable_kv_cache_reuse" value { string_value: ${mark('"true"')} } }\n`,
  'deploy/build.sh': `# batchwise: trtllm=0.15.0\ntrtllm-build --checkpoint_dir ckpt ${flags}--output_dir /engines/llama\n`,
});

export const pagedContextMissing: Rule = {
  code: 'BWB002',
  name: 'paged-context-missing',
  area: 'batching',
  severity: 'error',
  appliesTo:
    'models with `backend: "tensorrtllm"` whose `trtllm-build` command or engine `config.json` is among the files',
  summary: 'KV-cache reuse or chunked context is on, but the engine has no paged context attention.',
  why: 'Both continue a prompt whose beginning is already in the paged KV cache. An engine without `--use_paged_context_fmha enable` cannot read it there: with reuse it refuses to start, with chunked context long prompts fail.',
  remedy:
    'Build the engine with `--use_paged_context_fmha enable`, the default from 0.20 on, or turn both off.',
  sources: [
    'NVIDIA/TensorRT-LLM cpp/tensorrt_llm: “When KV cache block reuse is set, model has to be built with paged context FMHA support”',
    'triton-inference-server/tensorrtllm_backend#271, #323',
  ],
  examples: {
    bad: [
      files('', (text) => `«${text}»`),
      {
        'models/llm/config.pbtxt':
          'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\nparameters { key: "gpt_model_path" value { string_value: "/triton/llm/1" } }\nparameters { key: "enable_chunked_context" value { string_value: «"true"» } }\n',
        'models/llm/1/config.json':
          '{ "build_config": { "plugin_config": { "use_paged_context_fmha": false } } }\n',
      },
    ],
    good: [files('--use_paged_context_fmha enable ', (text) => text)],
  },
  check({ project, options, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const engine = engineOf(config, project, options);
      if (!engine) continue;
      for (const { key, value, valueRange } of parameters) {
        const reuse = key === 'enable_kv_cache_reuse';
        if ((!reuse && key !== 'enable_chunked_context') || !value || !/^(true|1)$/i.test(value)) continue;
        report(
          config.file,
          valueRange,
          `\`${key}\` needs an engine built with \`--use_paged_context_fmha enable\`, and this one${engine.release} is not.`,
          { ...(!reuse && { severity: 'warning' as const }), related: [engine.place] },
        );
      }
    }
  },
};

/** An engine that surely has no paged context attention: by its own `config.json`, else by the command that built it. */
function engineOf(
  config: ModelConfig,
  project: Project,
  options: LintOptions,
): { release: string; place: RelatedLocation } | undefined {
  const engine = engineConfig(config, project);
  if (engine)
    return engine.plugins.use_paged_context_fmha === false
      ? {
          release: '',
          place: {
            path: engine.file.path,
            range: placeOfKey(engine, 'use_paged_context_fmha'),
            message: 'the engine says so here',
          },
        }
      : undefined;
  const build = engineBuild(config, project, options);
  if (!build || build.partlyUnknown || isPaged(build) !== false) return undefined;
  return {
    release: build.version === undefined ? '' : ` (TensorRT-LLM ${short(build.version)})`,
    place: {
      path: build.located.file.path,
      range: build.located.command.program.range,
      message: 'the engine is built here',
    },
  };
}

/** Undefined where the default of the release decides and the release is not known for sure. */
function isPaged(build: ToolCall): boolean | undefined {
  const given = givenFlag(build, '--use_paged_context_fmha');
  if (given) return given.values[0]?.text === undefined ? undefined : given.values[0].text === 'enable';
  const flag =
    build.version === undefined
      ? undefined
      : flagAt(build.tool.table, '--use_paged_context_fmha', build.version);
  return flag?.certain && typeof flag.default === 'string' ? flag.default === 'enable' : undefined;
}
