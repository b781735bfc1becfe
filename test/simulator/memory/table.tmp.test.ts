import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { readCsv } from '../../../simulator/validation/csv.ts';
import { kvCacheErrors, scoreKvCache } from '../../../simulator/validation/kv-cache.ts';
it('table', () => {
  const scores = scoreKvCache(readCsv(readFileSync('../shared/measurements/kv_cache.csv', 'utf8')));
  for (const s of scores) console.log(s.id, s.quality, s.engine, s.version, s.model.slice(0, 30), s.gpu.slice(0,20), s.measured, s.predicted, s.error === undefined ? s.skipped : (100 * s.error).toFixed(1) + '%', s.assumed.join(', '));
  for (const q of ['A', 'A-', 'B']) console.log(q, kvCacheErrors(scores.filter((s) => s.quality === q)));
});
