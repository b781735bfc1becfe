import { buffer as readBytes } from 'node:stream/consumers';
import { createTwoFilesPatch } from 'diff';
import type { LineIndex } from '../../grammar/text.ts';
import { type FormatResult, formatTextproto } from '../../grammar/textproto/format/index.ts';
import type { SyntaxIssue } from '../../grammar/tree.ts';
import { collectFiles } from '../../workspace/collect-files.ts';
import { BlockingDiskWorkspace } from '../../workspace/node/blocking-disk.ts';
import { decodeText } from '../../workspace/node/decode.ts';
import { normalisePath } from '../../workspace/path.ts';
import { SourceFile } from '../../workspace/source-file.ts';
import { exitCode, UsageError } from '../errors.ts';
import { type GlobalOptions, Output, writeAtomically } from '../output.ts';

interface FmtOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly stdinFilename?: string;
}

/**
 * `batchwise fmt [PATHS…]`: lays out every `.pbtxt` file that the paths name or hold. A file with syntax errors is
 * named with the places of its errors and left as it was; the others are formatted all the same, and the exit code
 * is 2. With `--check` nothing is written, and a file that would change makes it 1.
 */
export async function fmtCommand(
  paths: readonly string[],
  options: FmtOptions,
  globals: GlobalOptions,
): Promise<void> {
  const output = new Output(globals);
  const run = new FormatRun(output, options);
  if (paths.includes('-')) await run.standardInput(paths);
  else await run.files(paths.length > 0 ? paths : ['.']);
  await output.finish();
  if (run.code !== exitCode.fine) process.exitCode = run.code;
}

class FormatRun {
  code: number = exitCode.fine;

  constructor(
    private readonly output: Output,
    private readonly options: FmtOptions,
  ) {}

  async standardInput(paths: readonly string[]): Promise<void> {
    if (paths.length > 1) throw new UsageError('`-` stands alone', 'format files in a run of their own');
    const name = this.options.stdinFilename ?? '-';
    const read = decodeText(await readBytes(process.stdin));
    if (read.text === undefined) throw new UsageError(`cannot read ${name}: ${read.why}`);
    const file = new SourceFile(name, read.text, 'triton-config');
    const text = this.format(file);
    if (text === undefined) return;
    if (this.options.check || this.options.diff) this.compare(file, text);
    else if (text !== '') this.output.writeExactly(text);
  }

  async files(paths: readonly string[]): Promise<void> {
    const disk = new BlockingDiskWorkspace(process.cwd());
    const { files, unreadable } = await collectFiles(disk, paths, { kinds: new Set(['triton-config']) });
    for (const { path, why } of unreadable) this.refuse(exitCode.usage, `cannot read ${path}: ${why}`);
    const named = new Set(paths.map(normalisePath));
    let changed = 0;
    for (const file of files) {
      if (file.kind !== 'triton-config') {
        if (named.has(file.path)) this.refuse(exitCode.usage, `${file.path} is no .pbtxt file`);
        continue;
      }
      const text = this.format(file);
      if (text === undefined || text === file.text) continue;
      changed++;
      if (this.options.check || this.options.diff) this.compare(file, text);
      // What a link leads to is written, so that the link stays one.
      else await writeAtomically(await disk.realPath(file.path), text);
    }
    const verb = this.options.check || this.options.diff ? 'would change' : 'changed';
    this.output.note(`${changed} of ${files.length} files ${verb}`);
  }

  /** The new text of a file; undefined, and said why, where it is refused. */
  private format(file: SourceFile): string | undefined {
    const result: FormatResult = formatTextproto(file.text);
    if (result.ok) {
      for (const issue of result.ignored) this.output.note(`${placeOf(file.path, file.lines, issue)}`);
      return result.text;
    }
    const ours = result.issues.some(({ id }) => id === 'formatter-fault');
    const shown = result.issues.slice(0, mostIssues).map((issue) => placeOf(file.path, file.lines, issue));
    const more = result.issues.length - shown.length;
    if (more > 0) shown.push(`${file.path}: ${more} more`);
    this.refuse(ours ? exitCode.fault : exitCode.usage, shown.join('\n'));
    return undefined;
  }

  private compare(file: SourceFile, text: string): void {
    if (text === file.text) return;
    if (this.options.check) this.code = Math.max(this.code, exitCode.findings);
    if (this.options.diff) {
      const { path } = file;
      const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, file.text, text, undefined, undefined, {
        context: 3,
      });
      this.output.write(patch);
    } else this.output.write(`${file.path} would change`);
  }

  private refuse(code: number, message: string): void {
    this.code = Math.max(this.code, code);
    process.stderr.write(`${message}\n`);
  }
}

/** One mistake is enough to refuse a file; more than these would bury the names of the other files. */
const mostIssues = 10;

function placeOf(path: string, lines: LineIndex, { range, message }: SyntaxIssue): string {
  const { line, character } = lines.positionAt(range.start);
  return `${path}:${line + 1}:${character + 1}: ${message}`;
}
