// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's and compose's variables look like it.
import { describe, expect, it } from 'vitest';
import { readHost } from '../../../grammar/hosts/index.ts';
import { line, misplaced } from '../shell/words.ts';

const read = (text: string) => {
  const reading = readHost('m.yaml', text, 'yaml');
  expect(misplaced(text, reading.commands)).toEqual([]);
  return { ...reading, lines: reading.commands.map(line) };
};
const pod = (container: string): string =>
  `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: c\n    image: img:1\n${container.replace(/^/gm, '    ')}\n`;
const raws = (text: string): string[] =>
  read(text).commands.flatMap(({ args }) => args.map(({ raw }) => raw));

describe('Kubernetes', () => {
  it('puts command and arguments together', () => {
    const { commands, lines, images } = read(pod('command: [python3, -m]\nargs:\n- "vllm"\n- --tp=2\n- 8'));
    expect(lines).toEqual(['python3 -m: vllm --tp=2 8']);
    expect(commands[0]).toMatchObject({ host: 'kubernetes', image: { value: 'img:1' } });
    expect(images.map(({ value }) => value)).toEqual(['img:1']);
  });

  it('leaves the program open where the image decides', () => {
    expect(read(pod('args: [--model, m]')).lines).toEqual(['? --model m']);
    expect(read(pod('args: [tritonserver, --x]')).lines).toEqual(['tritonserver --x']);
    const { commands } = read(pod('env:\n- name: MODEL_ID\n  value: m'));
    expect(commands).toMatchObject([{ program: { value: undefined }, env: { MODEL_ID: { value: 'm' } } }]);
    expect(read(pod('ports: []')).commands).toEqual([]);
  });

  it.each([
    ['|', 'serve --a \\\n  --b "x y"\nnext'],
    ['|-', 'serve --a \\\n  --b "x y"\nnext'],
    ['>-', 'serve --a\n--b "x y";\nnext'],
  ])('reads a script in a block %s', (style, script) => {
    const text = pod(`command: [/bin/sh, -c]\nargs:\n- ${style}\n${script.replace(/^/gm, '  ')}`);
    expect(read(text).lines).toEqual(['/bin/sh -c: serve --a --b x y', '/bin/sh -c: next']);
    expect(raws(text)).toEqual(['--a', '--b', '"x y"']);
  });

  it('maps each word exactly in a literal block, also over its indentation', () => {
    const text = pod('command: [bash, -c]\nargs:\n- |\n  serve --n "one\n    two"\n\n  last $X');
    const [serve, last] = read(text).commands;
    expect(serve!.args[1]!.value).toBe('one\n  two');
    expect(text.slice(serve!.args[1]!.range.start, serve!.args[1]!.range.end)).toBe('"one\n        two"');
    expect(last!.range.start).toBe(text.indexOf('last'));
  });

  it.each([
    [
      '["sh", "-c", "serve --n \\"a b\\" --t \\u0041"]',
      ['--n', '\\"a b\\"', '--t', '\\u0041'],
      'sh -c: serve --n a b --t A',
    ],
    ["[sh, -c, 'serve ''a b''']", ["''a b''"], 'sh -c: serve a b'],
    ['[sh, -c, serve --a --b]', ['--a', '--b'], 'sh -c: serve --a --b'],
    ['[sh, -c, "serve\n      --a"]', ['--a'], 'sh -c: serve --a'],
  ])('maps words through the quotes of %s', (command, expected, whole) => {
    const text = pod(`command: ${command}`);
    expect(read(text).lines).toEqual([whole]);
    expect(raws(text)).toEqual(expected);
  });

  it('fills in variables as the kubelet and the shell do', () => {
    const env = 'env:\n- {name: TP, value: "2"}\n- name: KEY\n  valueFrom: {secretKeyRef: {name: s}}';
    expect(read(pod(`${env}\ncommand: [serve, "$(TP)", "x=$(KEY)", "$$(TP)", $(NODES), $TP]`)).lines).toEqual(
      ['serve 2 x=? $(TP) ? $TP'],
    );
    expect(read(pod(`${env}\ncommand: [sh, -c, "serve $TP $KEY $(TP) $(NODES)"]`)).lines).toEqual([
      'sh -c: serve 2 ? 2 ?',
    ]);
  });

  it('knows nothing of what a template puts in', () => {
    const { lines, images } = read(
      pod('command: [serve, "--tp={{ .Values.tp }}", "a{{- if x }}b{{ end }}"]').replace(
        'img:1',
        '"{{ .i }}:1"',
      ),
    );
    expect(lines).toEqual(['serve --tp=? ab']);
    expect(images).toMatchObject([{ value: undefined, tail: ':1' }]);
    expect(read('{{- if .x }}\nkind: Pod\n{{- end }}\n').manifests).toMatchObject([{ kind: 'Pod' }]);
  });

  it('finds containers wherever a kind keeps them, and each document by itself', () => {
    const text =
      'apiVersion: a/v1\nkind: G\nspec: {w: {main: {image: i, args: [--x]}}}\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{command: [y]}]}}\n- {apiVersion: v2, kind: HorizontalPodAutoscaler}\n';
    const { lines, manifests } = read(text);
    expect(lines).toEqual(['? --x', 'y']);
    expect(manifests.map(({ kind, name }) => [kind, name])).toEqual([
      ['G', undefined],
      ['Pod', 'p'],
      ['HorizontalPodAutoscaler', undefined],
    ]);
  });

  it('reads the files in a ConfigMap', () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\ndata:\n  config.pbtxt: |\n    name: "x"\n    max_batch_size: 4\n  run.sh: |\n    vllm serve m\n';
    const { embedded, lines } = read(text);
    expect(lines).toEqual(['vllm serve m']);
    expect(embedded).toMatchObject([{ language: 'textproto', path: 'config.pbtxt' }]);
    const { text: inner, start } = embedded[0]!;
    expect(text.slice(start + inner.indexOf('max'), start + inner.length)).toBe('max_batch_size: 4\n');
  });
});

describe('ranges in manifests', () => {
  const text =
    'kind: A\nspec:\n  list: [1, {k: "v"}]\n  block: |\n    x\n    y\nbase: &b {m: 1}\nmore: {<<: *b, n: 2}\n';
  const [manifest] = read(text).manifests;
  const at = (path: (string | number)[], key = false) => {
    const range = manifest!.rangeOf(path, { key });
    return range && text.slice(range.start, range.end);
  };

  it('points at values and keys', () => {
    expect(at(['spec', 'list', 1, 'k'])).toBe('"v"');
    expect(at(['spec', 'list', 1, 'k'], true)).toBe('k');
    expect(at(['spec'], true)).toBe('spec');
    expect(at(['spec', 'block'])).toBe('|\n    x\n    y');
    expect(at(['more', 'm'])).toBe('1');
    expect([at(['spec', 'none']), at(['kind', 'x']), at(['spec', 'list', 7])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('gives plain data with merges and aliases resolved', () => {
    expect(manifest!.value).toEqual({
      kind: 'A',
      spec: { list: [1, { k: 'v' }], block: 'x\ny\n' },
      base: { m: 1 },
      more: { m: 1, n: 2 },
    });
    expect(read('a: &a [*a]\n').manifests[0]!.value).toBeDefined();
  });
});

describe('compose', () => {
  const compose = (service: string): string =>
    `services:\n  llm:\n    image: vllm/vllm-openai:\${TAG:-v0.11.0}\n${service.replace(/^/gm, '    ')}\n`;

  it('splits a text as a shell would, and takes a list as it is', () => {
    const text = compose('command: --model "a b" --tp $TP');
    expect(read(text).lines).toEqual(['? --model a b --tp ?']);
    expect(read(text).images).toMatchObject([{ value: undefined, head: 'vllm/vllm-openai:' }]);
    expect(read(compose('entrypoint: [vllm]\ncommand: [serve, m, "$$X"]')).lines).toEqual([
      'vllm serve m $X',
    ]);
    expect(read(compose('command: >\n  --model m\n  --port 1')).lines).toEqual(['? --model m --port 1']);
    expect(read(compose('command: sh -c "vllm serve $$MODEL"\nenvironment: [MODEL=m]')).lines).toEqual([
      'sh -c: vllm serve m',
    ]);
  });

  it('reads variables in both forms', () => {
    for (const environment of ['environment: {A: x, B: "${B}"}', 'environment: [A=x, "B=${B}", C]'])
      expect(read(compose(`command: --x\n${environment}`)).commands[0]!.env).toMatchObject({
        A: { value: 'x' },
        B: { value: undefined },
      });
  });
});

describe('the values of a chart', () => {
  const values =
    'image:\n  repository: vllm/vllm-openai\n  tag: v0.9.1\nargs: [--model, m]\nother: { args: [a] }\n';

  it('are read as the container that they describe, to which templates may add', () => {
    const { commands } = readHost('chart/values-prod.yaml', values, 'yaml');
    expect(commands.map(line)).toEqual(['? --model m ?', 'a ?']);
    expect(commands[0]!.image?.value).toBe('vllm/vllm-openai:v0.9.1');
    expect(misplaced(values, commands)).toEqual([]);
  });

  it('are nothing under another name', () => {
    expect(readHost('settings.yaml', values, 'yaml').commands).toEqual([]);
  });
});

it('takes variables of compose from what is merged in', () => {
  const { commands } = read(
    'x: &env { A: "1", B: "2" }\nservices:\n  s:\n    image: i\n    command: serve\n    environment: { <<: *env, B: "3" }\n',
  );
  const values = Object.entries(commands[0]!.env).map(([name, { value }]) => [name, value]);
  expect(Object.fromEntries(values)).toEqual({ A: '1', B: '3' });
});

describe('templates of Terraform', () => {
  const text =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  %{ if replicas > 1 ~}\n  replicas: ${replicas}\n  %{ endif ~}\n  template:\n    spec:\n      containers:\n        - name: vllm\n          image: vllm/vllm-openai:v0.9.1\n          args:\n            - --model=${lookup(var.models, "a", { x = 1 })}\n            - --max-num-seqs=8\n        - name: shell\n          image: ${image}\n          command: [sh, -c, "vllm serve ${model} --tp $${TP} --port 1"]\n';

  it('are read in their plain parts, each at its place', () => {
    const { commands, manifests } = readHost('modules/vllm.yaml.tftpl', text, 'yaml');
    expect(commands.map(line)).toEqual([
      '? --model=? --max-num-seqs=8',
      'sh -c: vllm serve ? --tp ? --port 1',
    ]);
    expect(misplaced(text, commands)).toEqual([]);
    expect(manifests[0]).toMatchObject({ kind: 'Deployment', value: { spec: { replicas: null } } });
  });
});

it('takes variables of a pod from a ConfigMap of the same file', () => {
  const { commands } = read(
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { MODEL: a/b, TP: "2" }\n---\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: i\n      envFrom: [{ configMapRef: { name: settings } }, { secretRef: { name: other } }]\n      env: [{ name: TP, value: "4" }]\n      command: [serve, $(MODEL), --tp, $(TP), $(OTHER)]\n',
  );
  expect(commands.map(line)).toEqual(['serve a/b --tp 4 ?']);
});
