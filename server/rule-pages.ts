import { renderRule } from '../lint/docs/render.ts';
import { ruleByCode } from '../lint/registry.ts';
import type { RulePageParams, RulePageResult } from './protocol.ts';

/** The page of a rule, as `batchwise explain` prints it. */
export function answerRulePage({ code }: RulePageParams): RulePageResult {
  const rule = ruleByCode(code);
  return { text: rule ? renderRule(rule) : null };
}

/**
 * Where findings say that their rule's page stands, for a client that shows such pages itself and fetches them with
 * `batchwise/rulePage`: its initialization options name the scheme. Undefined for any other client.
 */
export function pagesOfClient(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null || !('rulePages' in options)) return undefined;
  const { rulePages: scheme } = options;
  return typeof scheme === 'string' && /^[a-z][a-z\d+.-]*$/.test(scheme) ? `${scheme}:` : undefined;
}
