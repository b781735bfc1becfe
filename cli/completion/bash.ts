import type { DescribedCommand, DescribedOption, Values } from './describe.ts';

/** A script for bash 4 or later. Where it offers nothing of its own, bash goes on with files. */
export function bashScript(commands: readonly DescribedCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# Completion of batchwise for bash. In ~/.bashrc: eval "$(batchwise completion bash)"
_batchwise_offer() {
  local typed=$1 IFS=$'\\n'
  shift
  COMPREPLY=($(compgen -W "$*" -- "$typed"))
}
_batchwise_offer_several() {
  local typed=$1 before= IFS=$'\\n'
  shift
  [[ $typed == *,* ]] && before=\${typed%,*},
  COMPREPLY=($(compgen -P "$before" -W "$*" -- "\${typed##*,}"))
}
_batchwise_no_files() {
  compopt +o default 2>/dev/null
}
_batchwise() {
  local typed=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  # bash takes the sign in --option=value for a word of its own.
  if [[ $typed == = ]]; then
    typed=
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if ((COMP_CWORD == 1)); then
    _batchwise_no_files
    _batchwise_offer "$typed" ${[...names, '--help', '--version'].join(' ')}
    return
  fi
  case "\${COMP_WORDS[1]} $before" in
${commands.flatMap(({ name, options }) => options.flatMap((option) => optionCase(name, option))).join('\n')}
  esac
  case \${COMP_WORDS[1]} in
${commands.map(commandCase).join('\n')}
    help) _batchwise_offer "$typed" ${names.join(' ')} ;;
  esac
}
complete -o default -F _batchwise batchwise
`;
}

function optionCase(command: string, { flags, value }: DescribedOption): string[] {
  if (!value) return [];
  const pattern = flags.map((flag) => `"${command} ${flag}"`).join(' | ');
  return [`    ${pattern}) ${offer(value)}return ;;`];
}

function commandCase({ name, options, argument }: DescribedCommand): string {
  const flags = options.flatMap((option) => option.flags);
  return `    ${name})
      if [[ $typed == -* ]]; then
        _batchwise_offer "$typed" ${flags.join(' ')}
      else
        ${
          offer(argument ?? { kind: 'free' })
            .trim()
            .replace(/;$/, '') || ':'
        }
      fi
      ;;`;
}

function offer(values: Values): string {
  switch (values.kind) {
    case 'files':
      return '';
    case 'free':
      return '_batchwise_no_files; ';
    case 'words':
      return `_batchwise_offer${values.several ? '_several' : ''} "$typed" ${values.words.join(' ')}; `;
  }
}
