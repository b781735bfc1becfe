import type { Retention, RetentionLevel } from '../../simulator/index.ts';
import { prefixTokens } from '../../simulator/index.ts';
import type { Arrivals, LengthDistribution, Workload } from '../../simulator/workload/workload.ts';
import type { Colors } from '../output.ts';
import { count, duration, percent, significant, wrap } from './words.ts';

/** The load in a sentence. */
export function workloadText(workload: Workload, colors: Colors, width: number): string {
  const text = workload.trace
    ? `${count(workload.requests)} requests of a trace`
    : `${count(workload.requests)} requests, ${arrivals(workload.arrivals)}; prompts of ${lengths(workload.prompt)} tokens, answers of ${lengths(workload.output)}; seed ${workload.seed}`;
  const { prefix, sessions } = workload;
  const more = [
    ...(prefix
      ? [
          `${count(prefixTokens(workload))} tokens in common${prefix.groups > 1 ? ` in each of ${count(prefix.groups)} groups` : ''}`,
        ]
      : []),
    ...(sessions
      ? [
          `conversations of ${lengths(sessions.turns)} turns${sessions.thinkTime > 0 ? `, ${duration(sessions.thinkTime)} between an answer and the next` : ''}`,
        ]
      : []),
    ...(workload.retention ? [retention(workload.retention)] : []),
    ...(workload.priorityShares ? [`by urgency ${sharesOf(workload.priorityShares)}`] : []),
    ...(workload.clientTimeout === undefined
      ? []
      : [`clients give up after ${duration(workload.clientTimeout)}`]),
  ];
  return wrap([`${colors.bold('Workload')} ${text}`, ...more].join('; '), width, '', '  ');
}

function retention({ ranges = [], prefix, answer }: Retention): string {
  const level = ({ priority, duration: time }: RetentionLevel): string =>
    time === undefined ? `${priority}` : `${priority} for ${duration(time)}`;
  return `KV blocks kept at priority ${[
    ...(prefix ? [`${level(prefix)} (common text)`] : []),
    ...ranges.map((range) => `${level(range)} (tokens ${range.from}–${range.to ?? ''})`),
    ...(answer ? [`${level(answer)} (answer)`] : []),
  ].join(', ')}`;
}

function sharesOf(shares: readonly number[]): string {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => percent(share / whole)).join(', ');
}

function arrivals(of: Arrivals): string {
  switch (of.kind) {
    case 'poisson':
      return `Poisson, ${significant(of.rate)} a second`;
    case 'gamma':
      return `gamma gaps (CV ${significant(of.cv)}), ${significant(of.rate)} a second`;
    case 'ramp':
      return `Poisson, from ${significant(of.from)} to ${significant(of.to)} a second`;
    case 'closed':
      return `${count(of.concurrency)} clients with one request each`;
    case 'offline':
      return 'all at once';
  }
}

function lengths(of: LengthDistribution): string {
  switch (of.kind) {
    case 'fixed':
      return count(of.tokens);
    case 'uniform':
      return `${count(of.low)}–${count(of.high)}`;
    case 'lognormal':
      return `about ${count(of.median)} (lognormal, σ ${of.sigma})`;
  }
}
