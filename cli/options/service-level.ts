import { InvalidArgumentError } from 'commander';
import type { ServiceLevel } from '../../simulator/index.ts';

const promise = /^\s*(ttft|tpot|e2e|e2el)\s*(?:<=?|:|=)\s*(\d+(?:\.\d+)?)\s*(ms|s)?\s*$/i;

/**
 * `ttft<500ms,tpot<50ms`. The spelling of `vllm bench serve --goodput`, `ttft:500 tpot:50 e2el:20000`, is read too;
 * a number without a unit is milliseconds, as there.
 */
export function readServiceLevel(text: string): ServiceLevel {
  const level: { -readonly [Key in keyof ServiceLevel]: ServiceLevel[Key] } = {};
  for (const part of text.split(/[,;]\s*|\s+(?=[a-z])/i)) {
    const match = promise.exec(part);
    if (!match) {
      throw new InvalidArgumentError(
        `Give bounds for ttft, tpot and e2e, as "ttft<500ms,tpot<50ms", not “${text}”.`,
      );
    }
    const name = match[1]!.toLowerCase().replace('e2el', 'e2e') as keyof ServiceLevel;
    level[name] = Number(match[2]) * (match[3]?.toLowerCase() === 's' ? 1 : 1e-3);
  }
  return level;
}
