import { InvalidArgumentError } from 'commander';
import type { Retention, RetentionLevel, RetentionRange } from '../../simulator/index.ts';

/** `prefix=100,answer=0` or `0-512=80:30,512-=20`: a part of the request, its priority, and seconds if not for ever. */
export function readRetention(text: string): Retention {
  const ranges: RetentionRange[] = [];
  let prefix: RetentionLevel | undefined;
  let answer: RetentionLevel | undefined;
  for (const each of text.split(',')) {
    const [part = '', value = ''] = each.trim().split('=');
    const level = readLevel(value);
    const range = /^(\d+)-(\d*)$/.exec(part);
    if (!level) throw unreadable(text);
    if (part === 'prefix') prefix = level;
    else if (part === 'answer') answer = level;
    else if (range) {
      ranges.push({
        ...level,
        from: Number(range[1]),
        ...(range[2] !== '' && { to: Number(range[2]) }),
      });
    } else throw unreadable(text);
  }
  ranges.sort((left, right) => left.from - right.from);
  // As TensorRT-LLM refuses them (executor/kvCacheRetentionConfig.cpp).
  const overlap = ranges.some(({ from, to = Number.POSITIVE_INFINITY }, at) => {
    const next = ranges[at + 1];
    return to <= from || (next !== undefined && to > next.from);
  });
  if (overlap) throw new InvalidArgumentError(`The ranges of “${text}” are empty or overlap.`);
  return { ...(ranges.length > 0 && { ranges }), ...(prefix && { prefix }), ...(answer && { answer }) };
}

function readLevel(text: string): RetentionLevel | undefined {
  const match = /^(\d{1,3})(?::(\d+(?:\.\d+)?))?$/.exec(text);
  if (!match || Number(match[1]) > 100) return undefined;
  return {
    priority: Number(match[1]),
    ...(match[2] !== undefined && { duration: Number(match[2]) }),
  };
}

const unreadable = (text: string): InvalidArgumentError =>
  new InvalidArgumentError(
    `Give prefix, answer or a range of tokens with a priority from 0 to 100, as prefix=100:60,answer=0 or 0-512=80, not “${text}”.`,
  );
