import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  convertCheckpointFlags,
  type FlagResolution,
  type FlagTable,
  flagAt,
  flagVerdicts,
  legacyBuildFlags,
  legacyMapping,
  quantizeFlags,
  resolveFlag,
  tritonserverFlags,
  trtllmBuildFlags,
  trtllmServeFlags,
  versionsOf,
  vllmServeFlags,
} from '../../catalog/flags.ts';

const say = (resolution: FlagResolution): string => {
  if (resolution.kind === 'exact') return 'exact';
  if (resolution.kind === 'abbreviation') return `abbrev of ${resolution.flag.name}`;
  if (resolution.kind === 'ambiguous') return `ambiguous: ${resolution.candidates.join(', ')}`;
  return 'unrecognized';
};

const factFile = fileURLToPath(
  new URL('../../../shared/facts/trtllm/convert_quantize_flags.json', import.meta.url),
);

describe.skipIf(!existsSync(factFile))('resolveFlag against argparse, by tool and version', () => {
  const tools: Readonly<Record<string, FlagTable>> = {
    'trtllm-build': trtllmBuildFlags,
    'llama/convert_checkpoint.py': convertCheckpointFlags,
    'quantize.py': quantizeFlags,
    'legacy llama/build.py': legacyBuildFlags,
  };
  const { flag_verdicts } = existsSync(factFile)
    ? (JSON.parse(readFileSync(factFile, 'utf8')) as {
        flag_verdicts: Record<string, { resolution_by_version: Record<string, [string, string][]> }>;
      })
    : { flag_verdicts: {} };
  const cases = Object.entries(flag_verdicts).flatMap(([flag, verdict]) =>
    Object.entries(verdict.resolution_by_version).flatMap(([tool, history]) =>
      history.map(([version, expected]) => ({ flag, tool, version, expected })),
    ),
  );

  it('has cases of every tool', () => {
    expect(new Set(cases.map(({ tool }) => tool))).toEqual(new Set(Object.keys(tools)));
  });

  it.each(cases)('$tool $version: $flag is $expected', ({ flag, tool, version, expected }) => {
    expect(say(resolveFlag(tools[tool]!, flag, version))).toBe(expected);
  });

  const last = cases.filter(
    ({ flag, tool }, i) =>
      tool === 'trtllm-build' && !cases.slice(i + 1).some((each) => each.flag === flag && each.tool === tool),
  );

  it.each(last)('trtllm-build 1.2.0: $flag is still $expected', ({ flag, expected }) => {
    expect(say(resolveFlag(trtllmBuildFlags, flag, '1.2.0'))).toBe(expected);
  });
});

describe('trtllm-build', () => {
  it.each([
    ['0.7.1', 1],
    ['0.10.0', 1],
    ['0.11.0', 256],
    ['0.13.0', 256],
    ['0.14.0', 2048],
    ['1.2.0', 2048],
  ])('--max_batch_size defaults to %2$s in %1$s', (version, value) => {
    expect(flagAt(trtllmBuildFlags, '--max_batch_size', version)?.default).toBe(value);
  });

  it('says when an option came and went', () => {
    expect(versionsOf(trtllmBuildFlags, '--max_output_len')).toEqual({
      introduced: '0.7.1',
      removedIn: '0.12.0',
    });
    expect(versionsOf(trtllmBuildFlags, '--auto_parallel')).toEqual({
      introduced: '0.9.0',
      removedIn: '1.0.0',
    });
    expect(versionsOf(trtllmBuildFlags, '--gemm_plugin')).toEqual({
      introduced: '0.8.0',
      removedIn: '1.3.0',
    });
    expect(versionsOf(trtllmBuildFlags, '--nonsense')).toBeUndefined();
  });

  it('knows which options take a value: --paged_kv_cache was a bare flag only in 0.7.1', () => {
    expect(flagAt(trtllmBuildFlags, '--paged_kv_cache', '0.7.1')?.takesValue).toBe(false);
    expect(flagAt(trtllmBuildFlags, '--paged_kv_cache', '0.8.0')).toMatchObject({
      takesValue: true,
      choices: ['enable', 'disable'],
    });
    expect(flagAt(trtllmBuildFlags, '--strip_plan', '0.17.0')?.takesValue).toBe(false);
  });

  it('takes no source expression for a choice', () => {
    expect(flagAt(trtllmBuildFlags, '--log_level', '0.15.0')?.choices).toBeUndefined();
    expect(flagAt(trtllmBuildFlags, '--kv_cache_type', '0.15.0')?.choices).toEqual([
      'continuous',
      'paged',
      'disabled',
    ]);
  });

  it('is not certain in 0.19, which no snapshot pins', () => {
    expect(flagAt(trtllmBuildFlags, '--tokens_per_block', '0.18.0')).toMatchObject({
      default: 64,
      certain: true,
    });
    expect(flagAt(trtllmBuildFlags, '--tokens_per_block', '0.19.0')).toMatchObject({ certain: false });
    expect(flagAt(trtllmBuildFlags, '--tokens_per_block', '0.20.0')).toMatchObject({
      default: 32,
      certain: true,
    });
    expect(flagAt(trtllmBuildFlags, '--max_batch_size', '0.19.0')).toMatchObject({
      default: 2048,
      certain: true,
    });
    expect(resolveFlag(trtllmBuildFlags, '--dora_plugin', '0.19.0')).toMatchObject({
      kind: 'exact',
      flag: { certain: false },
    });
    expect(resolveFlag(trtllmBuildFlags, '--dora_plugin', '0.17.0')).toEqual({
      kind: 'unknown',
      certain: true,
    });
  });

  it('reads --flag=value and aliases', () => {
    expect(say(resolveFlag(trtllmBuildFlags, '--max_batch_size=8', '0.17.0'))).toBe('exact');
    expect(resolveFlag(trtllmBuildFlags, '--max_decoder_seq_len', '0.17.0')).toMatchObject({
      flag: { name: '--max_seq_len' },
    });
    expect(say(resolveFlag(trtllmBuildFlags, '--help', '0.17.0'))).toBe('exact');
  });

  it('knows nothing at all from 1.3 on', () => {
    expect(trtllmBuildFlags.removedIn).toBe('1.3.0');
    expect(resolveFlag(trtllmBuildFlags, '--checkpoint_dir', '1.3.0').kind).toBe('unknown');
  });
});

describe('convert_checkpoint.py and quantize.py', () => {
  it('cuts the hole out of --fp8_kv_cache', () => {
    const at = (version: string) => flagAt(convertCheckpointFlags, '--fp8_kv_cache', version) !== undefined;
    expect(['0.8.0', '0.9.0', '0.11.0', '0.12.0', '0.15.0'].map(at)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('does not call an option unknown in a release that was not read', () => {
    expect(resolveFlag(convertCheckpointFlags, '--anything', '0.17.0')).toEqual({
      kind: 'unknown',
      certain: false,
    });
    expect(resolveFlag(convertCheckpointFlags, '--anything', '0.12.0')).toEqual({
      kind: 'unknown',
      certain: true,
    });
  });

  it('adds nvfp4 to --qformat with 0.17', () => {
    expect(flagAt(quantizeFlags, '--qformat', '0.15.0')?.choices).not.toContain('nvfp4');
    expect(flagAt(quantizeFlags, '--qformat', '0.17.0')?.choices).toContain('nvfp4');
  });
});

describe('vllm serve', () => {
  it('takes underscores for dashes, dotted keys and attached short values', () => {
    expect(resolveFlag(vllmServeFlags, '--max_num_seqs', '0.8.5')).toMatchObject({
      kind: 'exact',
      flag: { name: '--max-num-seqs' },
    });
    expect(resolveFlag(vllmServeFlags, '--compilation-config.pass_config', '0.11.0')).toMatchObject({
      flag: { name: '--compilation-config' },
    });
    expect(resolveFlag(vllmServeFlags, '-tp', '0.8.5')).toMatchObject({
      flag: { name: '--tensor-parallel-size' },
    });
    expect(resolveFlag(vllmServeFlags, '-O3', '0.8.5')).toMatchObject({
      flag: { name: '--compilation-config' },
    });
  });

  it('tells a negation from its option, and when it came', () => {
    expect(resolveFlag(vllmServeFlags, '--no-enable-prefix-caching', '0.9.0')).toMatchObject({
      kind: 'exact',
      negated: true,
    });
    expect(resolveFlag(vllmServeFlags, '--no-enable-prefix-caching', '0.7.3').kind).toBe('unknown');
  });

  it('follows defaults and removals', () => {
    expect(flagAt(vllmServeFlags, '--gpu-memory-utilization', '0.11.0')?.default).toBe(0.9);
    expect(flagAt(vllmServeFlags, '--gpu-memory-utilization', '0.22.0')?.default).toBe(0.92);
    expect(versionsOf(vllmServeFlags, '--swap-space')?.removedIn).toBe('0.18.0');
    expect(versionsOf(vllmServeFlags, '--speculative-model')?.removedIn).toBe('0.8.3');
    expect(versionsOf(vllmServeFlags, '--max-num-seqs')?.removedIn).toBeUndefined();
  });

  it('allows for one release of doubt where no tag was read', () => {
    expect(resolveFlag(vllmServeFlags, '--swap-space', '0.18.0')).toMatchObject({
      kind: 'exact',
      flag: { certain: false },
    });
    expect(resolveFlag(vllmServeFlags, '--guided-decoding-backend', '0.14.0')).toEqual({
      kind: 'unknown',
      certain: true,
    });
    expect(resolveFlag(vllmServeFlags, '--anything', '0.28.0')).toEqual({ kind: 'unknown', certain: false });
    expect(resolveFlag(vllmServeFlags, '--speculative-model', '0.9.0')).toEqual({
      kind: 'unknown',
      certain: true,
    });
  });

  it('never lists None as something to write', () => {
    expect(flagAt(vllmServeFlags, '--quantization', '0.6.3')?.choices).toContain('awq_marlin');
    expect(JSON.stringify(vllmServeFlags)).not.toContain('null');
  });
});

describe('tritonserver and trtllm-serve', () => {
  it('resolves prefixes as getopt_long does, click does not', () => {
    expect(say(resolveFlag(tritonserverFlags, '--model-repo', '24.11'))).toBe('abbrev of --model-repository');
    expect(resolveFlag(tritonserverFlags, '--model', '24.11').kind).toBe('ambiguous');
    expect(resolveFlag(trtllmServeFlags, '--max_batch', '1.2.0').kind).toBe('unknown');
  });

  it('knows since when', () => {
    expect(versionsOf(tritonserverFlags, '--http-max-input-size')?.introduced).toBe('25.06');
    expect(resolveFlag(tritonserverFlags, '--http-max-input-size', '24.11').kind).toBe('unknown');
  });
});

describe('resolveFlag on odd words', () => {
  it.each(['', '-', '--', '=', '--=1', 'model', '-zz', '--__proto__', `--${'a'.repeat(10_000)}`])(
    '%j',
    (word) => {
      expect(['unknown', 'ambiguous']).toContain(resolveFlag(vllmServeFlags, word, '0.11.0').kind);
    },
  );
});

describe('flag verdicts', () => {
  it('say what a study guide’s flag is today', () => {
    const verdict = flagVerdicts.find(({ flag }) => flag === '--use_inflight_batching');
    expect(verdict?.belongsTo).toContain('build.py');
    expect(flagVerdicts.find(({ flag }) => flag === '--pp_size')?.belongsTo).toContain(
      'convert_checkpoint.py',
    );
    expect(legacyMapping.find(({ flags }) => flags.includes('--parallel_build'))?.modern).toBe('--workers N');
  });

  it('name only options that some table or none knows as they claim', () => {
    for (const { flag, trtllmBuild } of flagVerdicts.filter((each) => each.trtllmBuild.startsWith('never'))) {
      expect(
        trtllmBuildFlags.flags.map(({ name }) => name),
        trtllmBuild,
      ).not.toContain(flag);
    }
  });
});
