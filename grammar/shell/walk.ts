import type {
  ArithmeticFor,
  Assignment,
  CommandNode,
  CompoundList,
  For,
  HereDoc,
  If,
  ParsedScript,
  PipelineNode,
  Redirection,
  Select,
  Command as ShellCommand,
  Function as ShellFunction,
  Word as ShellWord,
  Statement,
  While,
} from 'unbash';
import type { EmbeddedText, Word } from '../command.ts';
import type { Range } from '../text.ts';
import { assign, runBuiltin } from './assignments.ts';
import { type Excerpt, ExcerptBuilder } from './excerpt.ts';
import { fieldOf, fieldsOf } from './expand.ts';
import type { Field } from './field.ts';
import { embed, hereDocLanguage } from './here-document.ts';
import type { ExpansionContext } from './pieces.ts';
import type { Scope } from './variables.ts';

/** A function that changes more variables than this is taken to change all. */
const mostForgotten = 50;

/** Whom the walk tells what it finds. */
export interface Listener {
  note(words: readonly Field[], env: Readonly<Record<string, Word>>, scope: Scope, range: Range): void;
  noteIssues(script: ParsedScript, text: Excerpt): void;
  noteEmbedded(embedded: EmbeddedText | undefined): void;
  /** A script inside the script. */
  read(script: Excerpt, scope: Scope): void;
  contextOf(script: Excerpt, scope: Scope): ExpansionContext;
}

/** Walks through one parsed script in the order in which it runs. */
export class Walk {
  /** The variables that calling each function may change. */
  private readonly functions = new Map<string, ReadonlySet<string>>();
  /** Functions called so far in the body of the function that is being read. */
  private called: string[] = [];

  constructor(
    private readonly reader: Listener,
    private readonly text: Excerpt,
  ) {}

  script(script: ParsedScript, scope: Scope): void {
    this.reader.noteIssues(script, this.text);
    this.statements(script.commands, scope);
  }

  private statements(statements: readonly Statement[], scope: Scope): void {
    for (const { command } of statements) {
      if (command.type !== 'AndOr') this.pipeline(command, scope);
      else {
        const [first, ...rest] = command.commands;
        if (first) this.pipeline(first, scope);
        const conditional = scope.inner();
        for (const part of rest) this.pipeline(part, conditional);
        scope.join([conditional], false);
      }
    }
  }

  private list(list: CompoundList, scope: Scope): void {
    this.statements(list.commands, scope);
  }

  private pipeline(node: PipelineNode, scope: Scope): void {
    if (node.type !== 'Pipeline') {
      this.node(node, scope);
      return;
    }
    // Each part of a real pipeline runs in a process of its own; `time x` and `! x` are pipelines of one.
    const alone = node.commands.length === 1;
    node.commands.forEach((command, i) => {
      const next = node.commands[i + 1];
      this.node(command, alone ? scope : scope.inner(), next?.type === 'Command' ? next : undefined);
    });
  }

  private node(node: CommandNode | CompoundList, scope: Scope, into?: ShellCommand): void {
    switch (node.type) {
      case 'Command':
        this.simple(node, scope, into);
        break;
      case 'Redirected':
        this.redirects(node.redirects, [], scope, into);
        this.node(node.command, scope, into);
        break;
      case 'CompoundList':
        this.statements(node.commands, scope);
        break;
      case 'BraceGroup':
        this.list(node.body, scope);
        break;
      case 'Subshell':
        this.list(node.body, scope.inner());
        break;
      case 'Coproc':
        this.node(node.body, scope.inner());
        break;
      case 'If':
        this.choice(node, scope);
        break;
      case 'Case': {
        fieldOf(node.word, this.context(scope));
        const branches = node.items.map(({ body }) => this.branch(body, scope));
        const exhaustive = node.items.some(({ pattern }) => pattern.some(({ text }) => text === '*'));
        scope.join(branches, exhaustive);
        break;
      }
      case 'While':
      case 'ArithmeticFor':
      case 'For':
      case 'Select':
        this.loop(node, scope);
        break;
      case 'Function':
        this.define(node, scope);
        break;
    }
  }

  private define(node: ShellFunction, scope: Scope): void {
    const outside = this.called;
    this.called = [];
    const body = scope.inner('later');
    this.node(node.body, body);
    const changed = new Set(body.assigned);
    for (const called of new Set(this.called))
      if (changed.size <= mostForgotten) for (const name of this.functions.get(called)!) changed.add(name);
    this.functions.set(node.name.text, changed);
    this.called = outside;
  }

  private call(name: string | undefined, scope: Scope): void {
    const changed = name === undefined ? undefined : this.functions.get(name);
    if (changed === undefined) return;
    this.called.push(name!);
    if (changed.size > mostForgotten) scope.forgetAll();
    else for (const variable of changed) scope.forget(variable);
  }

  private choice(node: If, scope: Scope): void {
    this.list(node.clause, scope);
    const branches = [this.branch(node.then, scope)];
    for (const { clause, then } of node.elif) {
      const branch = scope.inner();
      this.list(clause, branch);
      this.list(then, branch);
      branches.push(branch);
    }
    if (node.else) branches.push(this.branch(node.else, scope));
    scope.join(branches, node.else !== undefined);
  }

  private loop(node: While | For | Select | ArithmeticFor, scope: Scope): void {
    const body = scope.inner('loop', { start: node.pos, end: node.end });
    if (node.type === 'While') this.list(node.clause, body);
    else if (node.type !== 'ArithmeticFor') {
      const values = (node.wordlist ?? []).flatMap((word) => fieldsOf(word, this.context(scope)));
      const [only] = values;
      const value = values.length === 1 ? only!.content : undefined;
      body.set(node.name.text, { value, word: only?.word ?? this.wordAt(node.name), exported: false });
    }
    this.list(node.body, body);
    scope.join([body], false);
  }

  private branch(list: CompoundList, scope: Scope): Scope {
    const branch = scope.inner();
    this.list(list, branch);
    return branch;
  }

  private simple(node: ShellCommand, scope: Scope, into: ShellCommand | undefined): void {
    const context = this.context(scope);
    const assignments = node.prefix.filter((part): part is Assignment => part.type === 'Assignment');
    if (node.name === undefined) {
      for (const assignment of assignments) assign(assignment, context, {});
      this.redirects(node.redirects, [], scope, into);
      return;
    }
    const written = [node.name, ...node.args.filter((part): part is ShellWord => part.type === 'Word')];
    const declared = node.args.filter((part): part is Assignment => part.type === 'Assignment');
    const words = [node.name, ...node.args].flatMap((part) =>
      part.type === 'Word' ? fieldsOf(part, context) : [this.declaration(part, context)],
    );
    const env: Record<string, Word> = {};
    for (const { name, value } of assignments)
      if (value.type === 'Word') env[name] = fieldOf(value, context).word;
    this.redirects(node.redirects, words, scope, into);
    if (words.length === 0) return;
    this.call(words[0]!.word.value, scope);
    const evaluated = runBuiltin(words, declared, context);
    if (evaluated) this.reader.read(evaluated, scope);
    else this.reader.note(words, env, scope, this.text.range(node.pos, this.endOf(node, written)));
  }

  /** `X=1` of `export X=1`, as a word of that command. */
  private declaration(assignment: Assignment, context: ExpansionContext): Field {
    const { pos, end, text, value } = assignment;
    const range = this.text.range(pos, end);
    const raw = this.text.raw(range);
    const field = value.type === 'Word' ? fieldOf(value, context) : undefined;
    const head = text.slice(0, text.indexOf('=') + 1);
    if (!field?.content)
      return { word: { value: undefined, raw, range, head }, content: undefined, lenient: undefined };
    const content = new ExcerptBuilder(this.text)
      .copy(pos, pos + head.length)
      .append(field.content)
      .build();
    return { word: { value: content.text, raw, range }, content, lenient: content };
  }

  private redirects(
    redirects: readonly Redirection[],
    words: readonly Field[],
    scope: Scope,
    into: ShellCommand | undefined,
  ): void {
    const context = this.context(scope);
    let target: Field | undefined;
    const hereDocs: HereDoc[] = [];
    for (const redirect of redirects) {
      if (redirect.type === 'HereDoc') hereDocs.push(redirect);
      else if (redirect.target) {
        const field = fieldOf(redirect.target, context);
        if (redirect.type === 'Redirect' && redirect.operator.includes('>')) target = field;
      }
    }
    if (hereDocs.length === 0) return;
    const reader = into?.name ? [into.name, ...into.args] : [];
    const next = reader.flatMap((part) => (part.type === 'Word' ? [fieldOf(part, context)] : []));
    for (const { body } of hereDocs) {
      const content = this.text.slice(body.pos, body.end);
      const use = hereDocLanguage(target, words, next);
      if (use?.language === 'shell') this.reader.read(content, scope.inner());
      else if (use) this.reader.noteEmbedded(embed(content, use.language, use.path));
    }
  }

  /** The end of a command without its here-documents and trailing redirections. */
  private endOf(node: ShellCommand, written: readonly ShellWord[]): number {
    return Math.max(written.at(-1)?.end ?? node.pos, ...node.args.slice(-1).map(({ end }) => end));
  }

  private wordAt({ pos, end }: ShellWord): Word {
    const range = this.text.range(pos, end);
    return { value: undefined, raw: this.text.raw(range), range };
  }

  private context(scope: Scope): ExpansionContext {
    return this.reader.contextOf(this.text, scope);
  }
}
