import data from './data/published-formats.json' with { type: 'json' };
import type { Source } from './types.ts';

/** How some models are published, other than in 16 bits, though their name does not say so. */
export interface PublishedFormats {
  readonly source: Source;
  readonly models: readonly {
    /** A regular expression for the whole last part of the repository's name, in any case. */
    readonly name: string;
    readonly weights: 'fp8' | 'mxfp4' | 'int4-gptq';
    readonly source: Source;
  }[];
}

const formats = (data as PublishedFormats).models.map(({ name, weights }) => ({
  pattern: new RegExp(`(^|/)(${name})$`, 'i'),
  weights,
}));

/** The format that a repository keeps its weights in; undefined where it is the one of `torch_dtype`, or not known. */
export const publishedFormat = (model: string): PublishedFormats['models'][number]['weights'] | undefined =>
  formats.find(({ pattern }) => pattern.test(model.slice(-200).replace(/\/+$/, '')))?.weights;
