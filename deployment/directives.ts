import type { SourceFile } from '../workspace/source-file.ts';
import { inFile, type Traced } from './traced.ts';

/** What a `# batchwise: key=value …` line may say: facts that a configuration itself has no place for. */
export const directiveKeys = [
  'gpu',
  'gpus',
  'ram',
  'model',
  'trtllm',
  'triton',
  'vllm',
  'sglang',
  'tgi',
] as const;
export type DirectiveKey = (typeof directiveKeys)[number];

export interface Directive {
  readonly key: string;
  readonly value: Traced<string>;
  readonly file: SourceFile;
}

const line = /^[ \t]*(?:#|\/\/|<!--)[ \t]*batchwise:[ \t]*(.*?)(?:-->)?[ \t]*\r?$/gm;
const pair = /([\w-]+)=(\S+)/g;

/** Every `# batchwise: key=value` of a file, in order. Keys are not checked here. */
export function readDirectives(file: SourceFile): Directive[] {
  if (!file.text.includes('batchwise:')) return [];
  const found: Directive[] = [];
  for (const match of file.text.matchAll(line)) {
    const body = match[1]!;
    const bodyStart =
      match.index + match[0].indexOf(body, match[0].indexOf('batchwise:') + 'batchwise:'.length);
    for (const part of body.matchAll(pair)) {
      const start = bodyStart + part.index + part[1]!.length + 1;
      const value = inFile(part[2]!, file.path, { start, end: start + part[2]!.length });
      found.push({ key: part[1]!.toLowerCase(), value, file });
    }
  }
  return found;
}
