import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../deployment/deployment.ts';
import { loadProject, readProject } from '../../deployment/load.ts';
import type { Project } from '../../deployment/project.ts';
import type { Origin } from '../../deployment/traced.ts';
import { DiskWorkspace } from '../../workspace/node/disk.ts';
import { SourceFile } from '../../workspace/source-file.ts';

/** Every place in a file that a Deployment's values come from. */
function places(value: unknown): Extract<Origin, { kind: 'file' }>[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('kind' in value && value.kind === 'file') return [value as Extract<Origin, { kind: 'file' }>];
  return Object.values(value).flatMap(places);
}

/** The places that do not lie in their file. */
function outside({ deployments, files }: Pick<Project, 'deployments' | 'files'>): unknown[] {
  const lengths = new Map(files.map(({ path, text }) => [path, text.length]));
  return deployments.flatMap((deployment) =>
    places(deployment).filter(
      ({ path, range }) =>
        range.start < 0 || range.end > (lengths.get(path) ?? -1) || range.start > range.end,
    ),
  );
}

const programs = [
  'vllm serve',
  'python3 -m sglang.launch_server',
  'text-generation-launcher',
  'trtllm-serve',
  'trtllm-bench -m m throughput',
  'docker run -e NIM_PASSTHROUGH_ARGS="-tp 2" nvcr.io/nim/a/b:2.0',
  'docker run vllm/vllm-openai:v0.11.0',
  'python examples/llama/build.py',
];
const words = [
  '--model',
  '-tp',
  '-tp2',
  '--tp=2',
  '--tensor-parallel-size',
  '--max-model-len',
  '8k',
  '-1',
  'auto',
  '--config',
  'c.yaml',
  '--extra_llm_api_options',
  '--kv-cache-dtype',
  'fp8',
  '$X',
  '--$X',
  '--max-num-seqs=$N',
  '\'{"a":1}\'',
  "'{'",
  '--',
  '""',
  '--speculative-config.a',
  '--served-model-name',
  '--quantization',
  '--dtype',
  '--num-shard',
  'a/b',
  '--no-enable-prefix-caching',
  '--node-rank',
  '1',
  '=',
  '--=',
  '-',
];

describe('any command of an engine', () => {
  it('makes Deployments whose values lie in their files', () => {
    const given = fc.tuple(
      fc.constantFrom(...programs),
      fc.array(fc.constantFrom(...words), { maxLength: 12 }),
    );
    fc.assert(
      fc.property(
        fc.array(given, { maxLength: 3 }),
        fc.constantFrom('a: 1\n', '- a\n', '{', 'tp-size: [1]\n'),
        (commands, yaml) => {
          const script = commands.map(([program, args]) => `${program} ${args.join(' ')}`).join('\n');
          const files = [new SourceFile('s.sh', script, 'shell'), new SourceFile('c.yaml', yaml, 'yaml')];
          expect(outside(readProject(files, new Set()))).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });
});

const corpus = '../shared/corpus/kubernetes';

describe.skipIf(!existsSync(corpus))('public manifests', async () => {
  const project = await loadProject(new DiskWorkspace('.'), existsSync(corpus) ? [corpus] : []);
  const of = (part: string): readonly Deployment[] =>
    project.deployments.filter(({ path }) => path?.includes(part));

  it('describe so many servers of each engine', () => {
    const counts: Record<string, number> = {};
    for (const { engine } of project.deployments)
      counts[engine.name.value] = (counts[engine.name.value] ?? 0) + 1;
    expect(counts).toEqual({ vllm: 20, sglang: 6, tgi: 3, 'tensorrt-llm': 2 });
  });

  it('hold every value that is traced to them', () => {
    expect(outside(project)).toEqual([]);
  });

  it('say what a person would read in them', () => {
    expect(of('vllm-llama3-405b-A3')[0]).toMatchObject({
      parallelism: { tensor: { value: 8 }, pipeline: { value: 2 } },
      // Two pods of eight GPUs serve together.
      gpu: { count: { value: 16 } },
      engine: { version: { value: '0.8.5' } },
    });
    expect(of('tgi-2-9b-it')[0]).toMatchObject({
      parallelism: { tensor: { value: 2 } },
      limits: { maxSeqLen: { value: 2048 }, maxInputLen: { value: 1562 }, maxNumTokens: { value: 2048 } },
      engine: { version: { value: '2.3' } },
    });
    expect(of('tensor-rt.yaml')[0]).toMatchObject({
      engine: { backend: { value: 'pytorch' } },
      limits: { maxBatchSize: { value: 16 } },
      kvCache: { memoryFraction: { value: 0.85 } },
    });
    expect(of('lws/docs/examples/sglang')).toHaveLength(1);
  });
});
