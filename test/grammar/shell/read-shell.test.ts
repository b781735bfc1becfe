// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's variables look like it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShell } from '../../../grammar/shell/index.ts';
import { line, misplaced } from './words.ts';

const read = (text: string): string[] => {
  const { commands } = readShell(text);
  expect(misplaced(text, commands)).toEqual([]);
  return commands.map(line);
};

describe('words', () => {
  it.each([
    ['trtllm-build --a 1 \\\n  --b "x y" \'z $Q\' e\\ f', 'trtllm-build --a 1 --b x y z $Q e f'],
    ['a "q\\"r" "back\\\\slash" "\\n"', 'a q"r back\\slash \\n'],
    ["a $'tab\\there'", 'a tab\there'],
    ['a --x=fo\\\no', 'a --x=foo'],
    ['a [4,8] {} "" end', 'a [4,8] {}  end'],
    ['a *.engine {1,2} ~/m ~user/x', 'a ?.engine ? ?/m ?/x'],
    ['a > out 2>&1 < in # comment', 'a'],
    ['#SBATCH --nodes=2\na', 'a'],
    ['a --b 1 \\\r\n  --c 2\r\n', 'a --b 1 --c 2'],
  ])('reads %j', (text, expected) => expect(read(text)).toEqual([expected]));

  it('keeps raw text and range with the quotes', () => {
    const text = 'echo; serve --name "a b"';
    const word = readShell(text).commands[1]!.args[1]!;
    expect(word).toEqual({ value: 'a b', raw: '"a b"', range: { start: 19, end: 24 } });
  });

  it('counts from where the text starts in its file', () => {
    const { commands, issues } = readShell('ls "', { start: 100, host: 'markdown' });
    expect(commands[0]).toMatchObject({
      host: 'markdown',
      range: { start: 100, end: 104 },
      program: { raw: 'ls' },
    });
    expect(issues[0]!.range).toEqual({ start: 103, end: 103 });
  });

  it('says how an unknown word begins and ends', () => {
    const [command] = readShell('python3 ${DIR}/convert.py --tp_size=${TP}').commands;
    expect(command!.program).toMatchObject({ value: undefined, tail: '/convert.py' });
    expect(command!.args[0]).toMatchObject({ value: undefined, head: '--tp_size=' });
  });
});

describe('structure', () => {
  it.each([
    ['a && b || c; d & e', ['a', 'b', 'c', 'd', 'e']],
    ['a | b |& c', ['a', 'b', 'c']],
    ['if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
    ['for i in 1 2; do a; done; while b; do c; done', ['a', 'b', 'c']],
    ['case $x in y) a;; *) b;; esac; (c; { d; })', ['a', 'b', 'c', 'd']],
    ['f() { a; }\nfunction g { b; }', ['a', 'b']],
    ['time a; ! b', ['a', 'b']],
    ['a "$(b `c`)" $((1)) <(d)', ['a ? 1 ?', 'b ?', 'c', 'd']],
    ['a `b \\`c\\``', ['a ?', 'b ?', 'c']],
  ])('finds the commands of %j', (text, expected) => expect(read(text).sort()).toEqual(expected));
});

describe('variables', () => {
  it.each([
    ['TP=2\nb --tp $TP --x=${TP} "$TP$TP" ${TP:-9} $UNSET ${UNSET:-4}', 'b --tp 2 --x=2 22 2 ? ?'],
    ['TP=2 PP=3; b $((TP * PP)) $((TP / 0)) $((TP + U))', 'b 6 ? ?'],
    ['A=1; A=2; b $A', 'b 2'],
    ['A=x; A+=y; b $A', 'b xy'],
    ['A=; b $A "$A" ${A:-d} ${A-d} end', 'b  d end'],
    ['A="--x 1 --y"; b $A "$A"', 'b --x 1 --y --x 1 --y'],
    ['A=(--x "1 2"); A+=(--y); b "${A[@]}" ${A[0]} $A', 'b --x 1 2 --y --x --x'],
    ['A=1; unset A; b $A', 'b ?'],
    ['A=1; read A; b $A', 'read A|b ?'],
    ['A=$(date); b $A', 'b ?|date'],
    ['A=1; source env.sh; b $A', 'source env.sh|b ?'],
    ['A=1; source .venv/bin/activate; b $A', 'source .venv/bin/activate|b 1'],
    ['B=$A; b $B', 'b ?'],
    ['A=1; (A=2); b $A', 'b 1'],
    ['A=1; A=2 c; b $A', 'c|b 1'],
  ])('fills in what is known: %j', (text, expected) =>
    expect(
      read(text)
        .filter((found) => !/^unset/.test(found))
        .sort(),
    ).toEqual(expected.split('|').sort()),
  );

  it.each([
    ['if x; then A=2; fi', '?'],
    ['if x; then A=2; else A=2; fi', '2'],
    ['if x; then A=2; else A=3; fi', '?'],
    ['x && A=2', '?'],
    ['x && A=1', '1'],
    ['for i in 1 2; do A=$i; done', '?'],
    ['while x; do :; done', '1'],
    ['case $1 in a) A=2;; *) A=2;; esac', '2'],
    ['case $1 in a) A=2;; esac', '?'],
    ['f() { A=2; }', '1'],
    ['f() { A=2; }; f', '?'],
    ['f() { A=2; }; g() { f; }; g', '?'],
    ['x | A=2', '1'],
  ])('is careful with what may not have run: A=1; %s', (text, value) => {
    expect(read(`A=1\n${text}\nb $A`).at(-1)).toBe(`b ${value}`);
  });

  it('does not know at the top of a loop what its body assigns', () => {
    expect(read('A=1; for i in x y; do b $A; A=2; c $A; done')).toEqual(['b ?', 'c 2']);
    expect(read('for i in 7; do b $i; done')).toEqual(['b 7']);
    expect(read('A=1; f() { b $A; }; A=2; f')).toEqual(['b ?', 'f']);
    expect(read('A=1; f() { b $A $1; }')).toEqual(['b 1 ?']);
  });

  it('keeps what is sure of an array that grows on a condition', () => {
    expect(read('A=(--x 1); if y; then A+=(--z 2); fi; b "${A[@]}" c')).toEqual(['y', 'b --x 1 ? c']);
  });

  it('points into the array or text that several words came from', () => {
    const text = 'ARGS=(--tp 2)\nMORE="--pp 4"\nvllm serve "${ARGS[@]}" $MORE';
    const places = readShell(text).commands[0]!.args.map(({ range }) => text.slice(range.start, range.end));
    expect(places).toEqual(['serve', '--tp', '2', '--pp', '4']);
    expect(readShell(text).commands[0]!.args[4]!.range.start).toBe(text.indexOf('4'));
  });

  it('hands over variables for one command, exported ones and those from outside', () => {
    const text = 'export A=1 B\nB=2\nC=3\nD="x y" go';
    const { env } = readShell(text, { variables: { OUT: 'o' } }).commands.at(-1)!;
    expect(Object.fromEntries(Object.entries(env).map(([name, { value }]) => [name, value]))).toEqual({
      OUT: 'o',
      A: '1',
      D: 'x y',
    });
    expect(read(text)).toHaveLength(2);
    const [given] = readShell('go $TP "${NAMES}" $NAMES', { variables: { TP: '8', NAMES: 'a b' } }).commands;
    expect(line(given!)).toBe('go 8 a b a b');
    expect(given!.args.map(({ raw }) => raw)).toEqual(['$TP', '"${NAMES}"', '$NAMES', '$NAMES']);
  });
});

describe('scripts in scripts', () => {
  it('reads the script of bash -c where it stands', () => {
    const text = 'TP=4\nmpirun -n 4 bash -lc "trtllm-build --tp $TP --dir \\"a b\\" $X"';
    expect(read(text)).toEqual(['mpirun -n 4 bash -lc: trtllm-build --tp 4 --dir a b ?']);
    const [command] = readShell(text).commands;
    expect(command!.args.map(({ raw }) => raw)).toEqual(['--tp', '4', '--dir', '\\"a b\\"', '$X']);
    expect(read("A=1; export B=2; sh -ec 'cd x && go $A $B'")).toEqual([
      'export B=2',
      'sh -ec: cd x',
      'sh -ec: go ? 2',
    ]);
    expect(read('bash -c "$SCRIPT"; bash run.sh 1; bash')).toEqual(['bash -c: ?', 'bash: run.sh 1', 'bash']);
  });

  it('reads what eval runs', () => {
    expect(read('CMD="vllm serve m"; CMD+=" --tp 2"; eval "$CMD --port 1"')).toEqual([
      'vllm serve m --tp 2 --port 1',
    ]);
  });

  it('reads here-documents by what becomes of them', () => {
    const pbtxt = (text: string) => readShell(text).embedded;
    const body = 'name: "x"\n';
    const expected = (text: string, path: string) => [
      { language: 'textproto', text: body, start: text.indexOf(body), path },
    ];
    for (const text of [
      `cat > m/config.pbtxt <<EOF\n${body}EOF\nls`,
      `cat <<'EOF' >> m/config.pbtxt\n${body}EOF\nls`,
      `cat <<EOF | sudo tee m/config.pbtxt > /dev/null\n${body}EOF`,
      `tee m/config.pbtxt <<EOF\n${body}EOF`,
    ])
      expect(pbtxt(text), text).toEqual(expected(text, 'm/config.pbtxt'));
    expect(pbtxt(`cat > $D/config.pbtxt <<EOF\n${body}EOF`)).toMatchObject([
      { language: 'textproto', text: body },
    ]);
    expect(pbtxt('kubectl apply -f - <<EOF\nkind: Pod\nEOF')).toMatchObject([
      { language: 'yaml', text: 'kind: Pod\n' },
    ]);
    expect(pbtxt('cat > notes.txt <<EOF\nx\nEOF\ncat <<EOF\nx\nEOF')).toEqual([]);
    expect(read('ssh host bash <<EOF\ntrtllm-build --x\nEOF')).toEqual([
      'ssh host: bash',
      'trtllm-build --x',
    ]);
  });
});

describe('any text', () => {
  const parts = [
    '"',
    "'",
    '`',
    '$(',
    '${',
    '$((',
    ')',
    '}',
    '(',
    '{',
    '<<E\n',
    'E\n',
    '\\',
    '\n',
    ' ',
    ';',
    '|',
    '&&',
    'if ',
    'then ',
    'fi;',
    'for x in ',
    'do ',
    'done;',
    'case x in ',
    'esac;',
    'A=',
    'A+=',
    'A=(',
    '$A',
    '"${A[@]}"',
    'f() ',
    'eval ',
    'bash -c ',
    'sudo ',
    'env ',
    'docker run ',
    'mpirun -n ',
    'python3 -m ',
    'x',
    '-y',
    '~',
    '*',
    '[',
    '😀',
    '\r\n',
    '\0',
  ];

  it('is read without an exception, and every word stands where it says', () => {
    const script = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 5 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(script, fc.integer({ min: 0, max: 9 }), (pieces, start) => {
        const text = pieces.join('');
        const { commands, embedded } = readShell(text, { start });
        const file = '#'.repeat(start) + text;
        expect(misplaced(file, commands)).toEqual([]);
        for (const { text: inner, start: at } of embedded)
          expect(file.slice(at, at + inner.length)).toBe(inner);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(
    parts.concat(
      'A=$A$A\n',
      'A+=x\n',
      'A+=(x)\n',
      'export A=1; x\n',
      'source x\n',
      'f() { A=1; }; f\n',
      'eval "$A$A";',
      'bash -c "',
      'cat > a.pbtxt <<E\nE\n',
      '"$(',
      'if x; then ',
      'while x; do A=1; ',
    ),
  )('reads %j over and over, in proportion to the text', (part) => {
    // Work that grows with the square would take hours, and the runner's time-out end it.
    const read = readShell(`A=1\n${part.repeat(20_000)}`);
    expect(read).toBeDefined();
  });
});
