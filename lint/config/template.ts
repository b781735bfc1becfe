import { stringify } from 'yaml';
import { configName, type LintConfig } from './config.ts';
import { configKeys } from './keys.ts';

/** A config file that explains each key and, but for what is known already, leaves it in a comment. */
export function configTemplate(known: Pick<LintConfig, 'gpu' | 'targets'> = {}): string {
  const keys = configKeys.map(({ key, name, about, example }) => {
    const value = name === 'gpu' || name === 'targets' ? known[name] : undefined;
    const text = value === undefined ? commented(example) : stringify({ [key]: value }).trimEnd();
    return `# ${about}\n${text}\n`;
  });
  return [`# ${configName}: how \`batchwise lint\` checks. A flag takes the place of a key.\n`, ...keys].join(
    '\n',
  );
}

const commented = (text: string): string => text.replaceAll(/^/gm, '#');
