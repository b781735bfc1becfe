import data from './data/huggingfaceserver.json' with { type: 'json' };

/** The options of KServe's runtime for models of Hugging Face, beside those of vLLM, which it takes too. */
export const huggingfaceserverOptions: readonly string[] = data.options;

/** What `--backend` takes. */
export const huggingfaceserverBackends: readonly string[] = data.backends;
