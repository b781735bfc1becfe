import { text as readAll } from 'node:stream/consumers';
import { tritonSchema } from '../../catalog/triton-schema.ts';
import { readMessage } from '../../grammar/textproto/index.ts';
import { BlockingDiskWorkspace } from '../../workspace/node/blocking-disk.ts';
import { exitCode, UsageError } from '../errors.ts';
import { type GlobalOptions, Output } from '../output.ts';

interface ParseOptions {
  readonly schema?: string;
  readonly message?: string;
}

/** `batchwise parse FILE [--schema X.proto --message M]`: the tree as data, with the verdict of the C++ parser. */
export async function parseCommand(
  file: string,
  options: ParseOptions,
  globals: GlobalOptions,
): Promise<void> {
  const output = new Output(globals);
  const text = await readText(file);
  const schema = options.schema === undefined ? tritonSchema : await readSchema(options.schema);
  const message =
    options.message ?? (options.schema === undefined ? 'ModelConfig' : onlyMessage(schema.messages));
  const name = message.startsWith(`${schema.package}.`) ? message.slice(schema.package.length + 1) : message;
  if (!schema.messages[name])
    throw new UsageError(
      `no message “${message}” in the schema`,
      `there are: ${Object.keys(schema.messages).join(', ')}`,
    );
  const result = readMessage(text, schema, name);
  output.json(result);
  await output.finish();
  if (!result.ok) process.exitCode = exitCode.findings;
}

function onlyMessage(messages: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(messages);
  if (names.length !== 1)
    throw new UsageError('--schema needs --message NAME', `there are: ${names.join(', ')}`);
  return names[0]!;
}

async function readSchema(path: string) {
  const { readProtoFile } = await import('../../grammar/textproto/descriptor.ts');
  const text = await readText(path);
  try {
    return readProtoFile(text);
  } catch (error) {
    throw new UsageError(`${path} is no .proto file that can be read: ${(error as Error).message}`);
  }
}

/** A file, or standard input for `-`. */
export async function readText(path: string): Promise<string> {
  if (path === '-') return readAll(process.stdin);
  const text = await new BlockingDiskWorkspace(process.cwd()).read(path);
  if (text === undefined)
    throw new UsageError(`cannot read ${path}`, 'it does not exist, or is not a text file in UTF-8');
  return text;
}
