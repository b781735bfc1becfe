import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldType, ProtoSchema } from '../../../grammar/textproto/schema.ts';

/** A scope of a `.proto` file: a message with the types that are declared in it, or the file itself. */
interface Scope {
  readonly messages: Map<string, Scope>;
  readonly body: string[];
}

const emptyScope = (): Scope => ({ messages: new Map(), body: [] });

/** The schema as a `.proto` file: what protoc needs to read the same messages. */
export function protoFile(schema: ProtoSchema): string {
  const file = emptyScope();
  const scopeOf = (name: string): Scope => {
    let scope = file;
    for (const part of name === '' ? [] : name.split('.')) {
      const inner = scope.messages.get(part) ?? emptyScope();
      scope.messages.set(part, inner);
      scope = inner;
    }
    return scope;
  };
  for (const [name, { fields }] of Object.entries(schema.messages)) {
    const { body } = scopeOf(name);
    const oneofs = new Map<string, string[]>();
    for (const field of fields) {
      const declared = `${declaration(field, schema)} ${field.name} = ${field.number};`;
      if (field.oneof === undefined) body.push(declared);
      else oneofs.set(field.oneof, [...(oneofs.get(field.oneof) ?? []), declared]);
    }
    for (const [oneof, members] of oneofs) body.push(`oneof ${oneof} { ${members.join(' ')} }`);
  }
  for (const [name, { values }] of Object.entries(schema.enums)) {
    const dot = name.lastIndexOf('.');
    const declared = values.map((value) => `${value.name} = ${value.number};`).join(' ');
    scopeOf(name.slice(0, Math.max(dot, 0))).body.push(`enum ${name.slice(dot + 1)} { ${declared} }`);
  }
  return [`syntax = "${schema.syntax}";`, `package ${schema.package};`, ...linesOf(file)].join('\n');
}

function declaration(field: FieldType, schema: ProtoSchema): string {
  const type = field.kind === 'scalar' ? field.type : `.${schema.package}.${field.type}`;
  if (field.label === 'map') return `map<${field.keyType}, ${type}>`;
  return field.label === 'repeated' ? `repeated ${type}` : type;
}

const linesOf = (scope: Scope): string[] => [
  ...scope.body,
  ...[...scope.messages].flatMap(([name, inner]) => [`message ${name} {`, ...linesOf(inner), '}']),
];

export interface Verdict {
  readonly ok: boolean;
  /** What protoc wrote to its error stream. */
  readonly errors: string;
}

/** Debian's protoc over one schema. */
export class Protoc {
  readonly folder = mkdtempSync(join(tmpdir(), 'batchwise-protoc-'));

  constructor(
    schema: ProtoSchema,
    private readonly message: string,
  ) {
    writeFileSync(join(this.folder, 'schema.proto'), protoFile(schema));
  }

  /** Whether protoc takes the text. Throws where that cannot be told: no protoc, or a crash of it. */
  read(text: string): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      const child = spawn('protoc', [`--encode=${this.message}`, '-I', this.folder, 'schema.proto'], {
        stdio: ['pipe', 'ignore', 'pipe'],
      });
      let errors = '';
      child.stderr.on('data', (chunk) => (errors += chunk));
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0) resolve({ ok: true, errors });
        else if (errors.includes('Failed to parse input')) resolve({ ok: false, errors });
        else reject(new Error(`protoc ended with ${code}: ${errors}`));
      });
      // It may refuse before it has read everything.
      child.stdin.on('error', () => {});
      child.stdin.end(text);
    });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
