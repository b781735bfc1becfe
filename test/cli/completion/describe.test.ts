import { describe, expect, it } from 'vitest';
import { gpus } from '../../../catalog/gpus.ts';
import { models } from '../../../catalog/models.ts';
import { describeCommands } from '../../../cli/completion/describe.ts';
import { createProgram } from '../../../cli/program.ts';

const program = createProgram();
const commands = describeCommands(program, { '--gpu': { words: ['H100'] }, code: { words: ['BWT001'] } });
const command = (name: string) => commands.find((one) => one.name === name)!;
const option = (name: string, flag: string) =>
  command(name).options.find(({ flags }) => flags.includes(flag))!;

describe('describeCommands', () => {
  it('has every command and every option that help shows, and no other', () => {
    expect(commands.map(({ name }) => name)).toEqual(program.commands.map((one) => one.name()));
    for (const one of program.commands) {
      const shown = one.createHelp().visibleOptions(one);
      const flags = shown.flatMap(({ short, long }) => [short, long].filter(Boolean)).sort();
      expect(
        command(one.name())
          .options.flatMap((described) => [...described.flags])
          .sort(),
      ).toEqual(flags);
    }
    expect(option('lsp', '--clientProcessId')).toBeUndefined();
  });

  it('takes the words from the parsers that check them', () => {
    expect(option('lint', '--fail-on').value).toEqual({
      kind: 'words',
      words: ['error', 'warning', 'info', 'never'],
    });
    expect(option('simulate', '--compare').value).toMatchObject({ kind: 'words', several: true });
    expect(command('completion').argument).toEqual({ kind: 'words', words: ['bash', 'zsh', 'fish'] });
    expect(option('memory', '--gpu').value).toEqual({ kind: 'words', words: ['H100'] });
    expect(command('explain').argument).toEqual({ kind: 'words', words: ['BWT001'] });
  });

  it('tells files from what only the user knows, and switches from both', () => {
    expect(option('lint', '--output').value).toEqual({ kind: 'files' });
    expect(option('simulate', '--trace').value).toEqual({ kind: 'files' });
    expect(command('lint').argument).toEqual({ kind: 'files' });
    expect(option('simulate', '--rate').value).toEqual({ kind: 'free' });
    expect(option('lint', '--fix')).not.toHaveProperty('value');
    expect(command('gpus')).not.toHaveProperty('argument');
  });

  it('offers only words that no shell would split or expand', () => {
    const offered = commands.flatMap(({ options }) =>
      options.flatMap(({ value }) => (value?.kind === 'words' ? value.words : [])),
    );
    for (const word of [...offered, ...gpus.map(({ name }) => name), ...models.map(({ name }) => name)])
      expect(word).toMatch(/^[\w./+-]+$/);
  });
});
