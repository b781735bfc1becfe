/**
 * Speculative decoding as the steps see it: so many tokens are drafted one after the other by the model's own further
 * layer (multi-token prediction, DeepSeek-V3 section 2.2), the model checks them in one pass, and `accepted` tokens come of it in
 * the mean, the model's own included.
 */
export interface Speculation {
  readonly draftTokens: number;
  readonly accepted: number;
}

/** Seconds of the parts of a step. */
export interface StepParts {
  /** All layers for so many tokens, and the LM head for so many rows. */
  layers(tokens: number): number;
  head(rows: number): number;
  /** What a step costs whatever it computes: host work for so many rows that yield a token or check a draft. */
  host(rows: number): number;
  /** Of the model. */
  readonly layerCount: number;
}

/** Seconds that one token of each of `sequences` takes: a drafting and checking step over the tokens that it yields. */
export function speculatedDecode(sequences: number, parts: StepParts, speculation: Speculation): number {
  return speculatedStep(0, sequences, parts, speculation) / speculation.accepted;
}

/**
 * Seconds to charge for a step with `prefill` prompt tokens beside `decodes` sequences. The scheduler moves each sequence by one
 * token, though the step yields more: what those would have cost is taken off.
 */
export function speculatedMixed(
  prefill: number,
  decodes: number,
  parts: StepParts,
  speculation: Speculation,
): number {
  const whole = speculatedStep(prefill, decodes, parts, speculation);
  if (decodes === 0) return whole;
  return whole - (speculation.accepted - 1) * speculatedDecode(decodes, parts, speculation);
}

function speculatedStep(
  prefill: number,
  decodes: number,
  parts: StepParts,
  { draftTokens }: Speculation,
): number {
  const checked = (draftTokens + 1) * decodes;
  const draft =
    decodes === 0 ? 0 : draftTokens * (parts.layers(decodes) / parts.layerCount + parts.head(decodes));
  return parts.layers(prefill + checked) + parts.head(Math.max(1, checked)) + draft + parts.host(checked);
}

/** Tokens that `draftTokens` proposals yield when each is accepted with this probability if those before it are. */
export function acceptedTokens(draftTokens: number, probability: number): number {
  let yielded = 1;
  for (let position = 1; position <= draftTokens; position++) yielded += probability ** position;
  return yielded;
}
