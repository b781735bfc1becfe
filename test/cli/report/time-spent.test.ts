import { describe, expect, it } from 'vitest';
import { mainDifferences, timeSpentTable } from '../../../cli/report/time-spent.ts';
import { always, nothingSpent, plain, totals } from './totals.ts';

// Of ten requests: mean 2 s, of which half a second waiting and one and a half decoding.
const answered = totals({
  completed: 10,
  saturated: false,
  e2e: always(2),
  spent: { ...nothingSpent, queue: 5, decode: 15 },
});
const padded = totals({
  batching: 'static',
  completed: 5,
  saturated: false,
  e2e: always(8),
  spent: { ...nothingSpent, queue: 10, decode: 10, padding: 20 },
});

describe('where the time of a mean request goes', () => {
  it('is a time and a share for each part that somebody has', () => {
    expect(timeSpentTable([answered], plain, 80).split('\n')).toEqual([
      'Where the time of a mean request goes',
      '                        in-flight',
      '  waiting to start  500 ms   25 %',
      '  decoding          1.50 s   75 %',
    ]);
  });

  it('has a dash where only the other one has the part', () => {
    const [, head, ...rows] = timeSpentTable([padded, answered], plain, 100).split('\n');
    expect(head).toMatch(/static +in-flight$/);
    expect(rows.at(-1)).toMatch(/waiting for the longest of the batch +4\.00 s +50 % +–$/);
    // Times stand below each other.
    expect(rows[0]!.indexOf('500 ms')).toBe(rows[1]!.indexOf('1.50 s'));
  });

  it('leaves out the shares where the table would be wider than the page', () => {
    const wide = timeSpentTable([padded, answered, answered], plain, 80);
    expect(wide).not.toContain('%');
    expect(Math.max(...wide.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says that the queue grows in place of its mean, and gives no shares then', () => {
    const table = timeSpentTable([{ ...answered, saturated: true }], plain, 80);
    expect(table).toMatch(/waiting to start +grows\n/);
    expect(table).toMatch(/decoding +1\.50 s$/);
    expect(table).not.toContain('%');
  });

  it('is nothing where nobody was answered', () => {
    expect(timeSpentTable([totals({ completed: 0 })], plain, 80)).toBe('');
  });
});

describe('the main differences', () => {
  it('are the parts that make the longer time, the largest first', () => {
    expect(mainDifferences(padded, answered)).toBe(
      '4.00 s waiting for the longest of the batch, 1.50 s waiting to start, 500 ms decoding',
    );
  });

  it('leave out what is less than a twentieth of the whole', () => {
    const spent = { ...padded.spent, decode: 7.6 };
    expect(mainDifferences({ ...padded, spent }, answered)).not.toContain('decoding');
  });
});
