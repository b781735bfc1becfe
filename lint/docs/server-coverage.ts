import { by, type Coverage, fine, partly } from './coverage.ts';

/** The asserts of SGLang's server arguments at 0.5.9. */
export const sglangCoverage: Readonly<Record<string, Coverage>> = {
  SG1: by('Nodes that do not share all ranks evenly', 'BWG006'),
  SG2: by('Data parallel attention that cuts the ranks unevenly; several nodes without it', 'BWG006'),
  SG3: by('A data parallel head without data parallel attention', 'BWG004'),
  SG4: by(
    'Context parallel attention that cuts the ranks unevenly, or with pipeline stages',
    'BWG006',
    'BWG005',
  ),
  SG5: by('Groups of experts that do not fill the ranks', 'BWG006'),
  SG6: partly(
    'Pipeline stages with speculation or mixed chunks',
    ['BWG005'],
    'the overlap of schedule and step, which SGLang turns off by itself',
  ),
  SG7: by('A chunk that is no whole number of pages', 'BWG006'),
  SG8: by('A colon in the name of the model', 'BWG006'),
  SG9: by('Priorities with a policy that has none', 'BWG005'),
  SG10: by('Scoring of several items with radix cache or chunks', 'BWG004', 'BWG006'),
  SG11: by('A hierarchical cache without a radix cache', 'BWG005'),
  SG12: by('Moving the KV cache out of a server that does not decode', 'BWG004', 'BWG005'),
  SG13: by('A share of full attention tokens outside of 0 to 1', 'BWG003'),
  SG14: by('Conservativeness, GPU numbers and workers out of range', 'BWG003'),
  SG15: by('A split of dense layers other than 1', 'BWG003'),
  SG16: by('TensorRT-LLM’s attention on other GPUs, cache types or trees of drafts', 'BWG007'),
  SG17: by('Flex attention with speculation', 'BWG005'),
  SG18: partly(
    'Trees of drafts over pages; draft models and n-grams with data parallel attention',
    ['BWG007', 'BWG005'],
    'back ends that SGLang chooses itself',
  ),
  SG19: by('The shape of the draft tree given in part', 'BWG004'),
  SG20: by(
    'LoRA with draft models; pools, ranks and chunks of adapters',
    'BWG003',
    'BWG004',
    'BWG005',
    'BWG006',
  ),
  SG21: partly(
    'Expert back ends with other quantisations or splits',
    ['BWG007'],
    'checkpoints that say their quantisation themselves',
  ),
  SG22: by('Balancing of experts on one rank; overlap of two batches without exchange', 'BWG004', 'BWG005'),
  SG23: by('Llama 4 with an attention back end that does not run it', 'BWG007'),
  SG24: by('Prefill and decoding on ranks that do not divide each other', 'BWG006'),
  SG25: by('Metrics to a file without its folder', 'BWG004'),
  SG26: by('Two ways to tokenise in batches', 'BWG005'),
};

/** What TGI's launcher, router and shards check or adjust, 0.9 to 3.3. */
export const tgiCoverage: Readonly<Record<string, Coverage>> = {
  TGI1: by('Prompts as long as the whole sequence', 'BWH003'),
  TGI2: by('Both names of the limit of prompts', 'BWH004'),
  TGI3: by('A batch smaller than the longest sequence', 'BWH003'),
  TGI4: by('No validation worker', 'BWH004'),
  TGI5: by('Shards on one GPU', 'BWH004'),
  TGI6: by('Fewer than one shard', 'BWH004'),
  TGI7: by('Several shards of EXL2 weights', 'BWH004'),
  TGI8: by('A type beside a quantisation', 'BWH004'),
  TGI9: by('bitsandbytes and EXL2 turn CUDA graphs off', 'BWH006'),
  TGI10: by('ngrok without token or edge', 'BWH004'),
  TGI11: by('An adapter with two revisions', 'BWH004'),
  TGI12: by('Adapters turn prefix caching off', 'BWH006'),
  TGI13: by('Limits that contradict each other in the router', 'BWH003', 'BWH004'),
  TGI14: by('Limits for waiting requests that 3.0 does not look at', 'BWH006'),
  TGI15: fine('Attention on GPUs before Ampere', 'TGI falls back to paged attention by itself'),
  TGI16: partly(
    'Attention for heads of other sizes',
    ['BWH005'],
    'TGI falls back by itself, which matters only with an FP8 KV cache',
  ),
  TGI17: fine('Prefix caching of models for images', 'TGI turns it off by itself'),
  TGI18: by('Heads that the shards cannot share', 'BWA001'),
  TGI19: by('An FP8 KV cache with an attention or on a platform that cannot read it', 'BWH005'),
};

/** What goes wrong with NIM containers, 1.x to 3.x. */
export const nimCoverage: Readonly<Record<string, Coverage>> = {
  NIM1: by('A profile for another number of GPUs than there are', 'BWN005'),
  NIM2: by('A share of the KV cache that is no fraction', 'BWN002'),
  NIM3: by('A number of sequences without relaxed memory constraints', 'BWN003'),
  NIM4: by('Offload of the KV cache without its reuse', 'BWN003'),
  NIM5: by('Sequences longer than the model', 'BWN006'),
  NIM6: by('LoRA without a source of adapters', 'BWN003'),
  NIM7: partly('No key of NGC', ['BWN007'], 'pods, whose secrets may stand in other manifests'),
  NIM8: partly('Several GPUs without shared memory', ['BWN008'], 'pods, whose volumes a chart may add'),
  NIM9: by('A key in the file itself', 'BWN004'),
  NIM10: by('Arguments of the engine in a release that passes none on', 'BWN003'),
};
