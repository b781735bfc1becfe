import type { parser } from '@lezer/python';

/** A node of the parser's tree. */
export type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** Python refuses more than 200 brackets in one another (MAXLEVEL of its tokenizer); each is two nodes here. */
export const deepestTree = 500;

/** Statements whose body may not run, or runs more than once. */
const conditional = new Set([
  'IfStatement',
  'TryStatement',
  'WhileStatement',
  'ForStatement',
  'MatchStatement',
]);

/** What the names of a file stand for. Scopes are not told apart: a name that means two things means nothing. */
export class PythonNames {
  /** Local name to the dotted name that was imported; undefined where imports contradict each other. */
  private readonly imports = new Map<string, string | undefined>();
  private readonly values = new Map<string, SyntaxNode[]>();
  /** Names that are bound by anything but a plain assignment: parameters, loops, `with`, `+=`. */
  private readonly opaque = new Set<string>();
  /** Names that are assigned where it is not sure to run. */
  private readonly unsure = new Set<string>();

  constructor(
    root: SyntaxNode,
    private readonly text: string,
  ) {
    let uncertain = 0;
    let depth = 0;
    root.cursor().iterate(
      (ref) => {
        if (depth >= deepestTree) return false;
        depth++;
        if (conditional.has(ref.name) && !this.isMain(ref.node)) uncertain++;
        this.note(ref.node, uncertain > 0);
        return true;
      },
      (ref) => {
        depth--;
        if (conditional.has(ref.name) && !this.isMain(ref.node)) uncertain--;
      },
    );
  }

  imported(name: string): string | undefined {
    return this.values.has(name) || this.opaque.has(name) ? undefined : this.imports.get(name);
  }

  /** The one expression that a name stands for throughout the file. */
  constant(name: string): SyntaxNode | undefined {
    const values = this.values.get(name);
    return values?.length === 1 && !this.opaque.has(name) && !this.unsure.has(name) && !this.imports.has(name)
      ? values[0]
      : undefined;
  }

  /** Every expression that is assigned to a name, for what they have in common. */
  assigned(name: string): readonly SyntaxNode[] {
    return this.opaque.has(name) ? [] : (this.values.get(name) ?? []);
  }

  private note(node: SyntaxNode, uncertain: boolean): void {
    switch (node.name) {
      case 'ImportStatement':
        this.import(node);
        break;
      case 'AssignStatement':
        this.assignment(node, uncertain);
        break;
      case 'ParamList':
      case 'DeleteStatement':
      case 'UpdateStatement':
      case 'NamedExpression':
      case 'ScopeStatement':
        this.bindAll(node);
        break;
      case 'ForStatement':
      case 'WithStatement':
      case 'FunctionDefinition':
      case 'ClassDefinition':
      case 'TryStatement':
        this.bindAll(node, 'Body');
        break;
      case 'ForExpression':
      case 'ArrayComprehensionExpression':
      case 'ComprehensionExpression':
      case 'DictionaryComprehensionExpression':
      case 'SetComprehensionExpression':
        this.comprehension(node);
        break;
    }
  }

  /** `if __name__ == "__main__":` runs whenever the file is what is started. */
  private isMain(node: SyntaxNode): boolean {
    return (
      node.name === 'IfStatement' && /^if\s+\(?__name__\s*==/.test(this.text.slice(node.from, node.from + 40))
    );
  }

  /** `import a.b as c, d`, `from a.b import (c as d, e)` */
  private import(node: SyntaxNode): void {
    let module = '';
    let isFrom = false;
    let inNames = false;
    let name = '';
    let alias: string | undefined;
    let expectsAlias = false;
    const finish = (): void => {
      if (name === '') return;
      if (isFrom) this.bindImport(alias ?? name, module === '' ? name : `${module}.${name}`);
      else if (alias !== undefined) this.bindImport(alias, name);
      else this.bindImport(name.split('.')[0]!, name.split('.')[0]!);
      name = '';
      alias = undefined;
    };
    for (let child = node.firstChild; child; child = child.nextSibling) {
      const written = this.text.slice(child.from, child.to);
      if (child.name === 'from') isFrom = true;
      else if (child.name === 'import') inNames = true;
      else if (child.name === 'as') expectsAlias = true;
      else if (child.name === ',') finish();
      else if (child.name === '.' || child.name === 'VariableName') {
        if (expectsAlias) alias = written;
        else if (isFrom && !inNames) module += written;
        else name += written;
        expectsAlias = false;
      }
    }
    finish();
  }

  private bindImport(name: string, dotted: string): void {
    const known = this.imports.get(name);
    this.imports.set(name, this.imports.has(name) && known !== dotted ? undefined : dotted);
  }

  /** `a = value`, `a: int = value`; what is unpacked or assigned twice in one statement stands for nothing. */
  private assignment(node: SyntaxNode, uncertain: boolean): void {
    const target = node.firstChild;
    const value = node.lastChild;
    const signs = node.getChildren('AssignOp').length;
    const targets = node.getChildren('VariableName');
    const commas = node.getChildren(',').length;
    const isAttribute =
      target?.name === 'MemberExpression' && /^self\.\w+$/.test(this.text.slice(target.from, target.to));
    if (isAttribute && value && signs === 1 && commas === 0) {
      // What an object keeps is known by what makes it; classes of one file seldom share a name for two things.
      const name = this.text.slice(target.from, target.to);
      const values = this.values.get(name);
      if (values) values.push(value);
      else this.values.set(name, [value]);
    }
    if (target?.name === 'VariableName' && value && signs === 1 && commas === 0) {
      const name = this.text.slice(target.from, target.to);
      const values = this.values.get(name);
      if (values) values.push(value);
      else this.values.set(name, [value]);
      if (uncertain) this.unsure.add(name);
      return;
    }
    for (const each of targets) this.opaque.add(this.text.slice(each.from, each.to));
    if (target?.name === 'MemberExpression' && target.firstChild?.name === 'VariableName' && signs === 1)
      // `config["a"] = 1` and `config.a = 1` change what the name stands for.
      this.opaque.add(this.text.slice(target.firstChild.from, target.firstChild.to));
  }

  /** Every name that stands in a node, up to a part of it that is left out. */
  private bindAll(node: SyntaxNode, without?: string): void {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.name === without) continue;
      if (child.name === 'in') return;
      if (child.name === 'VariableName') this.opaque.add(this.text.slice(child.from, child.to));
      else if (/^(Tuple|Array|Parenthesized)/.test(child.name)) this.bindAll(child);
    }
  }

  private comprehension(node: SyntaxNode): void {
    let binding = false;
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.name === 'for') binding = true;
      else if (child.name === 'in') binding = false;
      else if (binding && child.name === 'VariableName')
        this.opaque.add(this.text.slice(child.from, child.to));
      else if (binding) this.bindAll(child);
    }
  }
}
