import { InvalidArgumentError } from 'commander';
import { count } from '../report/words.ts';

/** Parsers for flag values; commander prints their message after the flag's name, with exit code 2. */

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError(`Give a whole number of at least 1, not “${text}”.`);
  return value;
}

/** @param most the largest that can be worked with */
export function countUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new InvalidArgumentError(`Give a whole number from 1 to ${count(most)}, not “${text}”.`);
    return value;
  };
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError(`Give a whole number, not “${text}”.`);
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError(`Give a number above 0, not “${text}”.`);
  return value;
}

export function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 1))
    throw new InvalidArgumentError(`Give a share above 0 and at most 1, not “${text}”.`);
  return value;
}

export function integerList(text: string): number[] {
  return text.split(',').map((part) => positiveInteger(part.trim()));
}

/** The words that a parser takes, for shells to offer; `several` with commas between them. */
export interface Choices {
  readonly words: readonly string[];
  readonly several?: true;
}

/** One of a list of words. */
export function oneOf<T extends string>(...words: readonly T[]): ((text: string) => T) & Choices {
  const parse = (text: string): T => {
    const found = words.find((word) => word === text.toLowerCase());
    if (!found) throw new InvalidArgumentError(`It is one of ${words.join(', ')}.`);
    return found;
  };
  return Object.assign(parse, { words });
}

/** Several of a list of words, with commas. */
export function someOf<T extends string>(...words: readonly T[]): ((text: string) => T[]) & Choices {
  const one = oneOf(...words);
  const parse = (text: string): T[] => [...new Set(text.split(',').map((part) => one(part.trim())))];
  return Object.assign(parse, { words, several: true as const });
}

export const collect = (text: string, before: readonly string[] = []): string[] => [...before, text];
