import type { DescribedCommand, DescribedOption, Values } from './describe.ts';

/** A script for fish 3 or later. */
export function fishScript(commands: readonly DescribedCommand[]): string {
  const names = commands.map(({ name }) => name);
  const before = '-n __fish_use_subcommand';
  return [
    '# Completion of batchwise for fish: batchwise completion fish > ~/.config/fish/completions/batchwise.fish',
    'complete -c batchwise -f',
    `complete -c batchwise ${before} -s h -l help -d 'what there is'`,
    `complete -c batchwise ${before} -s V -l version -d 'which version'`,
    ...commands.map(({ name, about }) => `complete -c batchwise ${before} -a ${name} -d ${quote(about)}`),
    `complete -c batchwise -n '__fish_seen_subcommand_from help' -a ${quote(names.join(' '))}`,
    ...commands.flatMap(commandLines),
    '',
  ].join('\n');
}

function commandLines({ name, options, argument }: DescribedCommand): string[] {
  const within = `complete -c batchwise -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...options.map((option) => `${within} ${optionWords(option)}`),
    ...(argument?.kind === 'files' ? [`${within} -F`] : []),
    ...(argument?.kind === 'words' ? [`${within} -a ${offer(argument)}`] : []),
  ];
}

function optionWords({ flags, about, value }: DescribedOption): string {
  const spelled = flags.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  return [...spelled, ...(value ? [valueWords(value)] : []), '-d', quote(about)].join(' ');
}

function valueWords(value: Values): string {
  switch (value.kind) {
    case 'files':
      return '-r -F';
    case 'free':
      return '-x';
    case 'words':
      return `-x -a ${offer(value)}`;
  }
}

/** `__fish_append` puts what was typed before the last comma in front of each word. */
function offer({ words, several }: Extract<Values, { kind: 'words' }>): string {
  return quote(several ? `(__fish_append , ${words.join(' ')})` : words.join(' '));
}

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
