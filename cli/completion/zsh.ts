import type { DescribedCommand, DescribedOption, Values } from './describe.ts';

/** A script for zsh, to be found on `$fpath` or sourced after `compinit`. */
export function zshScript(commands: readonly DescribedCommand[]): string {
  return `#compdef batchwise
# Completion of batchwise for zsh: batchwise completion zsh > "\${fpath[1]}/_batchwise"
_batchwise() {
  local curcontext=$curcontext state line
  local -a commands=(
${commands.map(({ name, about }) => `    ${quote(`${name}:${about.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  _arguments -C '(- *)'{-h,--help}'[what there is]' '(- *)'{-V,--version}'[which version]' \\
    '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $words[1] in
${commands.map(commandCase).join('\n')}
        help) _describe -t commands command commands ;;
      esac
      ;;
  esac
}
if [[ $funcstack[1] == _batchwise ]]; then
  _batchwise "$@"
else
  compdef _batchwise batchwise
fi
`;
}

function commandCase({ name, options, argument }: DescribedCommand): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...(argument ? [quote(`*:${name}:${action(argument)}`)] : []),
  ];
  return `        ${name}) _arguments ${specs.join(' \\\n          ')} ;;`;
}

function optionSpecs({ flags, about, value, repeats }: DescribedOption): string[] {
  const described = `[${about.replaceAll('\\', '\\\\').replaceAll('[', '\\[').replaceAll(']', '\\]')}]`;
  return flags.map((flag) => {
    // Once one spelling was given the other is not offered any more.
    const excludes = repeats ? '*' : `(${flags.join(' ')})`;
    // With the sign --option=value is understood too.
    const spelled = value && flag.startsWith('--') ? `${flag}=` : flag;
    return quote(`${excludes}${spelled}${described}${value ? `:value:${action(value)}` : ''}`);
  });
}

function action(values: Values): string {
  switch (values.kind) {
    case 'files':
      return '_files';
    case 'free':
      return '';
    case 'words':
      return values.several ? `_sequence compadd - ${values.words.join(' ')}` : `(${values.words.join(' ')})`;
  }
}

/** One word, whatever stands in it. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
