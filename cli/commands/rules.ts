import { rulePage } from '../../lint/docs/location.ts';
import { renderRuleTable } from '../../lint/docs/render.ts';
import { rules } from '../../lint/registry.ts';
import { paint } from '../lint-formats/text.ts';
import { type GlobalOptions, Output } from '../output.ts';
import { padEnd } from '../report/words.ts';

/** `batchwise rules`: every rule with its severity and where its fact comes from. */
export async function rulesCommand(
  options: { format: 'text' | 'json' | 'markdown' },
  globals: GlobalOptions,
): Promise<void> {
  const output = new Output(globals);
  if (options.format === 'markdown') output.write(renderRuleTable(rules, (rule) => rulePage(rule.code)));
  else if (options.format === 'json') {
    output.json(
      rules.map(({ code, name, area, severity, appliesTo, summary, why, remedy, sources }) => ({
        code,
        name,
        area,
        severity,
        appliesTo,
        summary,
        why,
        remedy,
        sources,
        docs: rulePage(code),
      })),
    );
  } else {
    for (const rule of rules) {
      output.write(
        `${output.colors.bold(rule.code)}  ${paint(rule.severity, output.colors)(padEnd(rule.severity, 7))}  ${rule.name}\n        ${rule.summary}`,
      );
      for (const source of rule.sources) output.write(output.colors.dim(`        ${source}`));
    }
  }
  await output.finish();
}
