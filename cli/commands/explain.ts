import { renderRule } from '../../lint/docs/render.ts';
import { ruleByCode, rules } from '../../lint/registry.ts';
import { nearestName } from '../../lint/spelling.ts';
import { UsageError } from '../errors.ts';
import { type GlobalOptions, Output } from '../output.ts';

/** `batchwise explain CODE`: a rule's page, by code or by name. */
export async function explainCommand(code: string, globals: GlobalOptions): Promise<void> {
  const output = new Output(globals);
  const rule =
    ruleByCode(code.toUpperCase()) ?? rules.find((candidate) => candidate.name === code.toLowerCase());
  if (!rule) {
    const near = nearestName(
      code,
      rules.flatMap((candidate) => [candidate.code, candidate.name]),
    );
    throw new UsageError(
      `no rule “${code}”`,
      near ? `did you mean ${near.name}?` : '`batchwise rules` lists them',
    );
  }
  output.write(renderRule(rule));
  await output.finish();
}
