import {
  DockerfileParser,
  type From,
  type Instruction,
  type JSONArgument,
  type JSONInstruction,
  type PropertyInstruction,
} from 'dockerfile-ast';
import type { Word } from '../command.ts';
import { type Excerpt, ExcerptBuilder } from '../shell/excerpt.ts';
import { type Field, knownField } from '../shell/field.ts';
import { embed, languageOfPath } from '../shell/here-document.ts';
import { readShellExcerpt, splitWords } from '../shell/index.ts';
import { LineIndex, type PositionRange, type Range } from '../text.ts';
import { alignScalar } from './align.ts';
import { readContainer } from './containers.ts';
import { withEmbeddedYaml } from './embedded-yaml.ts';
import { type HostReading, joinReadings } from './host-reading.ts';

/** The commands that a Dockerfile runs while building, and the ones that its images start with. */
export function readDockerfile(file: Excerpt): HostReading {
  try {
    return new DockerfileReader(file).read();
  } catch {
    // The parser was written for whole Dockerfiles; texts exist that make it throw.
    return joinReadings([]);
  }
}

/** What a build stage has said so far. */
interface Stage {
  readonly image: Word | undefined;
  readonly env: Record<string, Word>;
  entryPoint: readonly Field[];
  args: readonly Field[];
  /** `CMD` or `ENTRYPOINT` in the form that a shell runs. */
  script: Excerpt | undefined;
}

class DockerfileReader {
  private readonly text: string;
  private readonly lines: LineIndex;
  private readonly readings: Partial<HostReading>[] = [];
  private readonly stages = new Map<string, Stage>();
  private stage: Stage = { image: undefined, env: {}, entryPoint: [], args: [], script: undefined };

  constructor(private readonly file: Excerpt) {
    this.text = file.text;
    this.lines = new LineIndex(file.text);
  }

  read(): HostReading {
    for (const instruction of DockerfileParser.parse(this.text).getInstructions())
      this.instruction(instruction);
    this.finishStage();
    return joinReadings(this.readings);
  }

  private instruction(instruction: Instruction): void {
    switch (instruction.getKeyword()) {
      case 'FROM':
        this.finishStage();
        this.startStage(instruction as From);
        break;
      case 'ENV':
        this.environment(instruction as PropertyInstruction);
        break;
      case 'RUN':
        this.run(instruction as JSONInstruction);
        break;
      case 'COPY':
      case 'ADD':
        this.copied(instruction);
        break;
      case 'CMD':
        this.stage.args = this.execForm(instruction as JSONInstruction);
        if (this.stage.args.length === 0) this.stage.script ??= this.shellForm(instruction);
        break;
      case 'ENTRYPOINT':
        // A new entry point forgets the CMD of the image below; in shell form it also ignores this image's own.
        this.stage.entryPoint = this.execForm(instruction as JSONInstruction);
        this.stage.script = this.stage.entryPoint.length === 0 ? this.shellForm(instruction) : undefined;
        break;
    }
  }

  private startStage(from: From): void {
    const range = from.getImageRange();
    const [name] = range ? splitWords(this.excerptOf(range)) : [];
    const base = this.stages.get(name?.word.value?.toLowerCase() ?? '');
    if (base) this.stage = { ...base, env: { ...base.env }, entryPoint: [], args: [], script: undefined };
    else {
      if (name) this.readings.push({ images: [name.word] });
      this.stage = { image: name?.word, env: {}, entryPoint: [], args: [], script: undefined };
    }
    const alias = from.getBuildStage();
    if (alias) this.stages.set(alias.toLowerCase(), this.stage);
  }

  private environment(env: PropertyInstruction): void {
    for (const property of env.getProperties()) {
      const range = property.getValueRange();
      const name = property.getName();
      if (range === null) continue;
      // In `ENV NAME some words` the value is the rest of the line, without quotes.
      const isOld = property.getAssignmentOperator() === null;
      const whole = this.excerptOf(range);
      const [first] = isOld ? [knownField(whole, whole.range(0, whole.text.length))] : splitWords(whole);
      if (first) this.stage.env[name] = first.word;
    }
  }

  private run(instruction: JSONInstruction): void {
    const words = this.execForm(instruction);
    const { image, env } = this.stage;
    if (words.length > 0)
      this.readings.push(readContainer({ host: 'dockerfile', image, env, entryPoint: words, args: [] }));
    else this.script(this.shellForm(instruction));
  }

  /** `COPY <<EOF /opt/config.yaml`: the here-document is the file. */
  private copied(instruction: Instruction): void {
    const range = instruction.getArgumentsRange();
    if (range === null) return;
    const written = this.excerptOf(range);
    const [opening, , , path = ''] =
      /^(?:--\S+[ \t]+)*<<-?(["']?)(\w+)\1[ \t]+(\S+)[ \t]*\r?\n/.exec(written.text) ?? [];
    const language = languageOfPath(path);
    if (opening === undefined || language === undefined) return;
    const embedded = embed(this.bodyOf(written, opening), language, path);
    if (embedded) this.readings.push(withEmbeddedYaml({ commands: [], embedded: [embedded], issues: [] }));
  }

  private script(script: Excerpt | undefined): void {
    const { image, env } = this.stage;
    if (script)
      this.readings.push(
        withEmbeddedYaml(readShellExcerpt(script, { host: 'dockerfile', env, ...(image && { image }) })),
      );
  }

  private finishStage(): void {
    const { image, env, entryPoint, args, script } = this.stage;
    if (entryPoint.length + args.length > 0)
      this.readings.push(readContainer({ host: 'dockerfile', image, env, entryPoint, args }));
    this.script(script);
  }

  /** `["program", "argument"]`; none for the shell form. */
  private execForm(instruction: JSONInstruction): Field[] {
    if (instruction.getClosingBracket() === null) return [];
    return instruction.getJSONStrings().map((argument) => this.jsonString(argument));
  }

  private jsonString(argument: JSONArgument): Field {
    const { start, end } = this.rangeOf(argument.getRange());
    const range = this.file.range(start, end);
    const value = jsonText(this.text.slice(start, end)) ?? argument.getJSONValue();
    const content = alignScalar(this.file, start + 1, end - 1, value, 'double');
    return knownField(content ?? this.file.elsewhere(value, range), range);
  }

  /** What the shell gets: flags such as `--mount` and lines that are comments left out. */
  private shellForm(instruction: Instruction): Excerpt | undefined {
    const range = instruction.getArgumentsRange();
    if (range === null) return undefined;
    const { start, end } = this.rangeOf(range);
    const flags = /^(?:--[\w-]+(?:=\S*)?[ \t]+)*/.exec(this.text.slice(start, end))![0].length;
    const builder = new ExcerptBuilder(this.file);
    for (let at = start + flags; at < end; ) {
      const lineBreak = this.text.indexOf('\n', at);
      const next = lineBreak < 0 || lineBreak >= end ? end : lineBreak + 1;
      if (at === start + flags || !/^[ \t]*#/.test(this.text.slice(at, next))) builder.copy(at, next);
      at = next;
    }
    return this.heredocOf(builder.build());
  }

  /** `RUN <<EOF`: the here-document itself is the script. */
  private heredocOf(script: Excerpt): Excerpt {
    const opening = /^<<-?\s*(["']?)(\w+)\1[ \t]*\r?\n/.exec(script.text);
    return opening ? this.bodyOf(script, opening[0]) : script;
  }

  private bodyOf(script: Excerpt, opening: string): Excerpt {
    const word = /<<-?\s*["']?(\w+)/.exec(opening)![1];
    const closing = script.text.lastIndexOf(`\n${word}`);
    return script.slice(opening.length, closing < opening.length ? script.text.length : closing + 1);
  }

  private excerptOf(range: PositionRange): Excerpt {
    const { start, end } = this.rangeOf(range);
    return this.file.slice(start, end);
  }

  private rangeOf({ start, end }: PositionRange): Range {
    return { start: this.lines.offsetAt(start), end: this.lines.offsetAt(end) };
  }
}

/** The parser drops the backslash of `\\u0041` and keeps the rest. */
function jsonText(raw: string): string | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
