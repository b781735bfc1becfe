import { type ParsedScript, parse } from 'unbash';
import type { Command, EmbeddedText, Word } from '../command.ts';
import type { Range } from '../text.ts';
import type { SyntaxIssue } from '../tree.ts';
import { commandsOf } from './commands.ts';
import { type Excerpt, ExcerptBuilder } from './excerpt.ts';
import type { Field } from './field.ts';
import { embed } from './here-document.ts';
import type { ExpansionContext } from './pieces.ts';
import type { ShellReading, ShellSurroundings } from './read-shell.ts';
import { Scope } from './variables.ts';
import { type Listener, Walk } from './walk.ts';

/** `bash -c "bash -c …"` and here-documents in here-documents are followed this deep. */
const deepestNesting = 8;
/** `$( $( … ) )` is followed this deep. */
const deepestSubstitution = 8;
/** Characters that variables and scripts inside scripts may add to those of the script itself. */
const expansionBudget = 1_000_000;

/** The code of `python3 -c "…"`, where it stands in the file as it is. */
function pythonOf(words: readonly Field[]): EmbeddedText | undefined {
  const at = words.findIndex(({ word }) => word.value === '-c');
  const program = words[at - 1]?.word.value;
  const code = at > 0 && /(^|\/)python[\d.]*$/.test(program ?? '') ? words[at + 1]?.content : undefined;
  return code && embed(code, 'python', undefined);
}

/** Collects the commands and texts of a script and of the scripts inside it. */
export class ScriptReader implements Listener {
  private readonly commands: Command[] = [];
  private readonly embedded: EmbeddedText[] = [];
  private readonly issues: SyntaxIssue[] = [];
  private substitutions = 0;

  constructor(
    private readonly surroundings: ShellSurroundings,
    private readonly budget = { left: expansionBudget },
    private nesting = 0,
  ) {}

  result(): ShellReading {
    const byPlace = (a: { range: Range }, b: { range: Range }): number => a.range.start - b.range.start;
    return {
      commands: this.commands.sort(byPlace),
      embedded: this.embedded.sort((a, b) => a.start - b.start),
      issues: this.issues.sort(byPlace),
    };
  }

  read(script: Excerpt, scope: Scope): void {
    if (this.nesting > 0) this.budget.left -= script.text.length;
    if (this.nesting >= deepestNesting || this.budget.left < 0) return;
    this.nesting++;
    try {
      new Walk(this, script).script(parse(script.text), scope);
    } catch (error) {
      // The parser bounds most nesting but not chains such as `f() f() f() …`.
      if (!(error instanceof RangeError)) throw error;
      const range = script.range(0, script.text.length);
      this.issues.push({
        id: 'shell-too-deep',
        message: 'the script is nested too deeply to be read',
        range,
      });
    }
    this.nesting--;
  }

  note(words: readonly Field[], ownEnv: Readonly<Record<string, Word>>, scope: Scope, range: Range): void {
    const env = { ...scope.exported(), ...ownEnv };
    const found = commandsOf(words, { ...this.surroundings, env }, range);
    if (found.kind === 'command') {
      this.commands.push(found.command);
      this.noteEmbedded(pythonOf(words));
    } else this.readInner(found.script, found.prefix, found.env, found.image);
  }

  /** The script of `bash -c`: its commands keep what stood before it as their prefix. */
  private readInner(
    script: Excerpt,
    prefix: readonly Word[],
    env: Readonly<Record<string, Word>>,
    image: Word | undefined,
  ): void {
    const inner = new ScriptReader(
      { ...this.surroundings, ...(image && { image }) },
      this.budget,
      this.nesting,
    );
    const scope = Scope.ofScript(script.text);
    for (const [name, word] of Object.entries(env)) {
      const value = word.value === undefined ? undefined : script.elsewhere(word.value, word.range);
      scope.set(name, { value, word, exported: true });
    }
    inner.read(script, scope);
    this.embedded.push(...inner.embedded);
    this.issues.push(...inner.issues);
    for (const command of inner.commands)
      this.commands.push({ ...command, prefix: [...prefix, ...command.prefix] });
  }

  noteIssues(script: ParsedScript, text: Excerpt): void {
    for (const { message, pos } of script.errors ?? [])
      this.issues.push({ id: 'shell-syntax', message, range: text.range(pos, pos) });
  }

  noteEmbedded(embedded: EmbeddedText | undefined): void {
    if (embedded) this.embedded.push(embedded);
  }

  contextOf(script: Excerpt, scope: Scope): ExpansionContext {
    return {
      script,
      scope,
      budget: this.budget,
      onSubstitution: (part) => {
        // Each level is parsed when it is looked at, up to the end of the text where it is not closed.
        if (this.substitutions >= deepestSubstitution || part.script === undefined) return;
        this.substitutions++;
        const { source } = part.script;
        // Backticks with escapes inside are parsed as a text of their own.
        const text =
          source === undefined
            ? script
            : new ExcerptBuilder(script).replace(source, part.pos, part.end).build();
        new Walk(this, text).script(part.script, scope.inner());
        this.substitutions--;
      },
    };
  }
}
