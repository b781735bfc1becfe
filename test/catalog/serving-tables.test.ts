import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { flagAt, resolveFlag } from '../../catalog/flags.ts';
import { nimVariable, nimVariables } from '../../catalog/nim-environment.ts';
import {
  executionProviders,
  exportOpsets,
  onnxModelTypes,
  onnxOptimizerFlags,
  unknownOnnxModelTypes,
} from '../../catalog/onnx.ts';
import { sglangChunkedPrefillSize, sglangMemoryFraction } from '../../catalog/sglang-defaults.ts';
import { sglangServeFlags } from '../../catalog/sglang-flags.ts';
import {
  tgiFlagOfVariable,
  tgiLauncherFlags,
  tgiVariableOfFlag,
  tgiVariables,
} from '../../catalog/tgi-environment.ts';
import { trtllmBenchFlags } from '../../catalog/trtllm-bench.ts';

const facts = fileURLToPath(new URL('../../../shared/facts/engines/', import.meta.url));
const fact = (name: string) => JSON.parse(readFileSync(`${facts}${name}`, 'utf8'));

describe('SGLang', () => {
  it('resolves what people write for the parallel sizes, as argparse abbreviates', () => {
    expect(resolveFlag(sglangServeFlags, '--tp', '0.5.18')).toMatchObject({
      kind: 'abbreviation',
      flag: { name: '--tp-size' },
    });
    expect(flagAt(sglangServeFlags, '--model', '0.5.2')?.name).toBe('--model-path');
  });

  it('follows what a flag was in each release', () => {
    expect(flagAt(sglangServeFlags, '--schedule-policy', '0.4.3')?.default).toBe('lpm');
    expect(flagAt(sglangServeFlags, '--schedule-policy', '0.4.6')?.default).toBe('fcfs');
    expect(flagAt(sglangServeFlags, '--quantization', '0.4.0')?.choices).not.toContain('modelopt');
    expect(flagAt(sglangServeFlags, '--disable-radix-cache', '0.5.18')?.takesValue).toBe(false);
    expect(resolveFlag(sglangServeFlags, '--page-size', '0.4.0').kind).toBe('unknown');
  });

  it('is not sure between two releases that were read', () => {
    expect(resolveFlag(sglangServeFlags, '--page-size', '0.4.4')).toMatchObject({ kind: 'exact' });
    expect(flagAt(sglangServeFlags, '--page-size', '0.4.4')?.certain).toBe(false);
    expect(flagAt(sglangServeFlags, '--page-size', '0.4.6')?.certain).toBe(true);
  });

  it('chooses by the memory of the GPU', () => {
    const h100 = 80 * 2 ** 30;
    expect(sglangChunkedPrefillSize('0.5.18', h100)).toMatchObject({ value: 8192, certain: true });
    expect(sglangChunkedPrefillSize('0.5.18', 24 * 2 ** 30)?.value).toBe(2048);
    expect(sglangChunkedPrefillSize('0.4.3', h100)).toBeUndefined();
    // 512 + 1.5 × 8192 + 2 × 256 + 128 MiB of 81920.
    expect(
      sglangMemoryFraction('0.5.10', h100, { chunkedPrefillSize: 8192, ranks: 1, tensor: 1 }),
    ).toMatchObject({
      value: 0.836,
      certain: false,
    });
  });
});

describe('text-generation-inference', () => {
  it('knows flags by release', () => {
    expect(flagAt(tgiLauncherFlags, '--max-total-tokens', '1.4.0')?.default).toBe(2048);
    expect(flagAt(tgiLauncherFlags, '--max-total-tokens', '2.0.0')?.default).toBeUndefined();
    expect(flagAt(tgiLauncherFlags, '--sharded', '3.0.0')?.takesValue).toBe(true);
    expect(flagAt(tgiLauncherFlags, '--trust-remote-code', '3.0.0')?.takesValue).toBe(false);
    expect(resolveFlag(tgiLauncherFlags, '--max-input', '3.0.0').kind).toBe('unknown');
  });

  it('pairs every flag with its variable', () => {
    expect(tgiVariableOfFlag('--max-total-tokens')).toBe('MAX_TOTAL_TOKENS');
    expect(tgiFlagOfVariable('NUM_SHARD')).toBe('--num-shard');
    expect(tgiFlagOfVariable('PREFIX_CACHING')).toBeUndefined();
    expect(tgiVariables.map(({ name }) => name)).toContain('ATTENTION');
  });

  it.skipIf(!existsSync(facts))('agrees with the variables of the facts', () => {
    for (const { name, env } of fact('tgi_flags.json').flags)
      if (env !== null) expect(tgiVariableOfFlag(name)).toBe(env);
  });
});

describe('NIM', () => {
  it('names what a variable sets and how far that is known', () => {
    expect(nimVariable('NIM_MAX_MODEL_LEN')).toMatchObject({ flag: '--max-model-len', evidence: 'launcher' });
    expect(nimVariable('NIM_TENSOR_PARALLEL_SIZE')?.evidence).toBe('documented');
    expect(nimVariable('NIM_SSL_KEY_PATH')).toBeDefined();
    expect(nimVariable('NIM_OTEL_SERVICE_NAME')?.name).toBe('NIM_OTEL_*');
    expect(nimVariable('NIM_NONSENSE')).toBeUndefined();
  });

  it('has each variable once', () => {
    expect(new Set(nimVariables.map(({ name }) => name)).size).toBe(nimVariables.length);
  });
});

describe('ONNX', () => {
  it('knows the opsets that a release of PyTorch writes', () => {
    expect(exportOpsets('2.13.0')).toMatchObject({ min: 7, max: 23, default: 20 });
    expect(exportOpsets('2.4.1')).toMatchObject({ default: 17 });
    expect(exportOpsets('2.10.0')).toBeUndefined();
  });

  it('knows model types, and which names are none', () => {
    expect(onnxModelTypes.find(({ name }) => name === 't5')?.optLevel).toBe(2);
    expect(unknownOnnxModelTypes).toContain('llama');
    expect(flagAt(onnxOptimizerFlags, '--model_type')?.choices).toEqual(
      onnxModelTypes.map(({ name }) => name),
    );
  });

  it('spells providers as the runtime does', () => {
    const names = executionProviders.map(({ name }) => name);
    expect(names).toContain('TensorrtExecutionProvider');
    expect(names).not.toContain('TensorRTExecutionProvider');
    expect(executionProviders.find(({ name }) => name === 'ROCMExecutionProvider')?.olderOnly).toBe(true);
    const cuda = executionProviders.find(({ name }) => name === 'CUDAExecutionProvider');
    expect(cuda?.options?.find(({ name }) => name === 'cudnn_conv_algo_search')?.values).toContain(
      'HEURISTIC',
    );
  });
});

describe('trtllm-bench', () => {
  it('has the options before and behind the subcommand', () => {
    expect(flagAt(trtllmBenchFlags, '-m')?.name).toBe('--model');
    expect(flagAt(trtllmBenchFlags, '--kv_cache_free_gpu_mem_fraction')?.default).toBe(0.9);
    expect(flagAt(trtllmBenchFlags, '--streaming')?.takesValue).toBe(false);
  });
});

describe.skipIf(!existsSync(facts))('every flag of the facts', () => {
  const tables = [
    ['sglang_flags.json', sglangServeFlags],
    ['tgi_flags.json', tgiLauncherFlags],
  ] as const;
  it.each(tables)('%s is there in the releases that have it, and gone in the next', (file, table) => {
    for (const { name, history } of fact(file).flags as {
      name: string;
      history: { from: string; to: string }[];
    }[])
      for (const { from, to } of history) {
        if (from === 'HEAD') continue;
        expect(resolveFlag(table, name, from.replace('v', '')).kind, `${name} ${from}`).toBe('exact');
        const next =
          to === 'HEAD' ? undefined : table.versions[table.versions.indexOf(to.replace('v', '')) + 1];
        const continues = history.some((other) => other.from.replace('v', '') === next);
        if (next !== undefined && !continues)
          expect(flagAt(table, name, next), `${name} ${next}`).toBeUndefined();
      }
  });
});
