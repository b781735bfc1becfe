import type { EmbeddedText } from '../command.ts';
import type { Excerpt } from '../shell/excerpt.ts';
import { embed } from '../shell/here-document.ts';
import { readShellExcerpt } from '../shell/index.ts';
import { readDockerfile } from './dockerfile.ts';
import { withEmbeddedYaml } from './embedded-yaml.ts';
import {
  declaresMessages,
  fenceContent,
  looksLikeCommands,
  looksLikeManifest,
  looksLikePython,
  looksLikeTextproto,
  withoutPrompts,
  withoutPythonPrompts,
} from './fence.ts';
import { type HostReading, joinReadings } from './host-reading.ts';
import { type CodeBlock, codeBlocks } from './markdown-code.ts';
import { readPython } from './python.ts';
import { readYaml } from './yaml.ts';

type Language = EmbeddedText['language'] | 'shell' | 'console' | 'dockerfile';

const languages: Readonly<Record<string, Language>> = {
  ...named('shell', 'bash sh zsh shell shell-script'),
  ...named('console', 'console shell-session shellsession sh-session terminal'),
  ...named('textproto', 'textproto text-proto txtpb pbtxt prototxt protobuf proto'),
  ...named('yaml', 'yaml yml'),
  ...named('json', 'json jsonc'),
  ...named('python', 'python py python3 pycon python-repl'),
  ...named('dockerfile', 'dockerfile docker containerfile'),
};

function named(language: Language, names: string): Record<string, Language> {
  return Object.fromEntries(names.split(' ').map((name) => [name, language]));
}

/** The commands, configurations and manifests in the code of a Markdown page. */
export function readMarkdown(page: Excerpt): HostReading {
  return joinReadings(codeBlocks(page.text).map((code) => readCode(page, code)));
}

function readCode(page: Excerpt, code: CodeBlock): Partial<HostReading> {
  const content = fenceContent(page, code);
  const language = content && languageOf(code, content.text);
  switch (language) {
    case undefined:
      return {};
    case 'shell':
    case 'console':
      return withEmbeddedYaml(
        readShellExcerpt(withoutPrompts(content!, language === 'console'), { host: 'markdown' }),
      );
    case 'yaml':
      return readYaml(content!);
    case 'dockerfile':
      return readDockerfile(content!);
    default: {
      const text = language === 'python' ? withoutPythonPrompts(content!) : content!;
      const embedded = embed(text, language, undefined);
      const calls = language === 'python' ? readPython(text, 'markdown') : [];
      return { calls, embedded: embedded ? [embedded] : [] };
    }
  }
}

/**
 * By the word behind the fence, such as `bash`, `{.bash .annotate}` or `{code-block} bash`; without one, or with `text`,
 * by the content.
 */
function languageOf({ language, meta }: CodeBlock, text: string): Language | undefined {
  const isDirective = /^\{(code-block|code|sourcecode|code-cell)\}$/.test(language ?? '');
  const name = /[\w-]+/.exec((isDirective ? meta : language) ?? '')?.[0].toLowerCase();
  if (name !== undefined && !/^(text|txt|plaintext|plain|none)$/.test(name)) {
    const known = Object.hasOwn(languages, name) ? languages[name] : undefined;
    return known === 'textproto' && declaresMessages(text) ? undefined : known;
  }
  if (looksLikePython(text)) return 'python';
  if (looksLikeManifest(text)) return 'yaml';
  if (looksLikeTextproto(text)) return 'textproto';
  return looksLikeCommands(text) ? 'shell' : undefined;
}
