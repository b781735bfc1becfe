import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../simulator/validation/csv.ts';
import { readMeasurements } from '../../../simulator/validation/measurement.ts';

describe('a CSV', () => {
  it('is read with quotes, commas and line breaks in cells, and either line end', () => {
    expect(readCsv('\ufeffa,b\r\n1,"x, ""y""\nz"\n\n2,\n')).toEqual([
      { a: '1', b: 'x, "y"\nz' },
      { a: '2', b: '' },
    ]);
    expect(readCsv('')).toEqual([]);
  });
});

describe('measurements', () => {
  const head = 'id,engine,model,gpu,metric,value,tp,isl';

  it('keep what is unknown unknown', () => {
    const { rows } = readMeasurements(`${head}\na,vllm,m,g,tpot_ms,9.5,,P1/D4`);
    expect(rows[0]).toMatchObject({ value: 9.5, tensorParallel: 1, quality: 'B' });
    expect(rows[0]!.promptTokens).toBeUndefined();
  });

  it('name rows whose figure cannot be read', () => {
    const { rows, unreadable } = readMeasurements(
      `${head}\na,vllm,m,g,power_w,1,,\nb,vllm,m,g,tpot_ms,fast,,`,
    );
    expect(rows).toEqual([]);
    expect(unreadable).toEqual(['a', 'b']);
  });
});
