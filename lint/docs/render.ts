import { type ExampleFile, exampleFiles } from '../examples.ts';
import type { Example, Rule } from '../rule.ts';

/** A rule as a Markdown page: what `docs/rules/` holds and `batchwise explain` prints. */
export function renderRule(rule: Rule): string {
  const sections = [
    `# ${rule.code}: ${rule.name}`,
    rule.summary,
    `| | |\n|---|---|\n| severity | ${rule.severity} |\n| area | ${rule.area} |\n| applies to | ${cell(rule.appliesTo)} |`,
    `## Why it matters\n\n${rule.why}`,
    `## What to do\n\n${rule.remedy}`,
    ...exampleSection('## Reported', rule.examples.bad, rule),
    ...exampleSection('## Not reported', rule.examples.good, rule),
    ...(rule.sources.length > 0
      ? [`## Sources\n\n${rule.sources.map((source) => `- ${source}`).join('\n')}`]
      : []),
    `Suppress it where it does not apply: \`# batchwise-ignore ${rule.code} -- reason\` on or above the line.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The table of all rules, one row each, in order of code. */
export function renderRuleTable(rules: readonly Rule[], link: (rule: Rule) => string): string {
  const rows = rules.map(
    (rule) => `| [${rule.code}](${link(rule)}) | ${rule.name} | ${rule.severity} | ${cell(rule.summary)} |`,
  );
  return ['| code | name | severity | what is wrong |', '|---|---|---|---|', ...rows].join('\n');
}

function exampleSection(title: string, examples: readonly Example[], rule: Rule): string[] {
  return examples.length > 0
    ? [`${title}\n\n${examples.map((example) => renderExample(example, rule)).join('\n\n')}`]
    : [];
}

function renderExample(example: Example, rule: Rule): string {
  const files = exampleFiles(rule, example);
  if (typeof example === 'string') return files.map(fence).join('');
  return files
    .filter(({ text }) => text.trim().length > 1)
    .map((file) => `\`${file.path}\`:\n\n${fence(file)}`)
    .join('\n\n');
}

function fence({ path, text }: ExampleFile): string {
  const ticks = text.includes('```') ? '````' : '```';
  return `${ticks}${languageOf(path)}\n${text.replace(/\n*$/, '\n')}${ticks}`;
}

function languageOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  const languages: Record<string, string> = {
    pbtxt: 'protobuf',
    sh: 'sh',
    yaml: 'yaml',
    yml: 'yaml',
    md: 'markdown',
    json: 'json',
  };
  return languages[extension] ?? '';
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
