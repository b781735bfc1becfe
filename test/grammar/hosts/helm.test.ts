import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskActions, restoreActions } from '../../../grammar/hosts/helm.ts';
import { readHost } from '../../../grammar/hosts/index.ts';
import { line, misplaced } from '../shell/words.ts';

const read = (text: string) => {
  const reading = readHost('templates/deployment.yaml', text, 'yaml');
  expect(misplaced(text, reading.commands)).toEqual([]);
  return reading;
};
const chart = (container: string): string => `{{- $name := .Release.Name -}}
{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  labels: {{- include "chart.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas | default 1 }}
  template:
    spec:
      containers:
        - name: server
          image: vllm/vllm-openai:v0.11.0
${container.replace(/^/gm, '          ')}
{{- end }}
`;

describe('a Helm template', () => {
  it('is read in its plain parts, each at its place in the file', () => {
    const text = chart(
      'args:\n  - --model\n  - meta-llama/Llama-3.1-8B-Instruct\n  - --tensor-parallel-size={{ .Values.tp }}\n  - {{ .Values.dtype | quote }}',
    );
    const { commands, manifests } = read(text);
    expect(commands.map(line)).toEqual([
      '? --model meta-llama/Llama-3.1-8B-Instruct --tensor-parallel-size=? ?',
    ]);
    expect(commands[0]!.args[2]).toMatchObject({ head: '--tensor-parallel-size=' });
    const [manifest] = manifests;
    expect(manifest).toMatchObject({ kind: 'Deployment', value: { spec: { replicas: null } } });
    const range = manifest!.rangeOf(['spec', 'template', 'spec', 'containers', 0, 'image'])!;
    expect(text.slice(range.start, range.end)).toBe('vllm/vllm-openai:v0.11.0');
  });

  it('may put more options in than are written', () => {
    const args = 'args:\n  - --model\n  - m\n  {{- toYaml .Values.extraArgs | nindent 12 }}';
    expect(read(chart(args)).commands.map(line)).toEqual(['? --model m ?']);
    expect(read(chart(`${args}\nenv: []`)).commands.map(line)).toEqual(['? --model m ?']);
    expect(read(chart('args:\n  {{- toYaml .Values.args | nindent 12 }}')).commands.map(line)).toEqual(['?']);
  });

  it('is read with the first branch of a choice', () => {
    const args =
      'args:\n  - --model=m\n  {{- if .Values.long }}\n  - --max-model-len=8192\n  {{- else if .Values.short }}\n  - --max-model-len=1024\n  {{- else }}\n  - --max-model-len=2048\n  {{- end }}\n  - --seed=1';
    expect(read(chart(args)).commands.map(line)).toEqual(['? --model=m --max-model-len=8192 --seed=1']);
  });

  it('keeps quotes, comments and braces inside of actions to itself', () => {
    const args =
      'args:\n  - --model={{ printf "%s: # %s" "a" `b` }}\n  {{- /* a comment: with }} - "quotes */}}\n  - --seed=1';
    expect(read(chart(args)).commands.map(line)).toEqual(['? --model=? --seed=1']);
  });

  it('is a script without the lines of its actions, each word at its place', () => {
    const script =
      'command: [sh, -c]\nargs:\n  - |\n    {{- if .Values.debug }}\n    set -x\n    {{- end }}\n    vllm serve m \\\n      {{- if .Values.long }}\n      --max-model-len {{ .Values.long }} \\\n      {{- end }}\n      --seed "1"';
    expect(read(chart(script)).commands.map(line)).toEqual([
      'sh -c: set -x',
      'sh -c: vllm serve m --max-model-len ? --seed 1',
    ]);
  });

  it('is no template where braces stand in quotes or blocks alone', () => {
    const text = 'chat_template: "{{ bos_token }}"\nother: |\n  {{- if x }}\n  a\n  {{- end }}\n';
    expect(read(text).manifests[0]!.value).toEqual({
      chat_template: '{{ bos_token }}',
      other: '{{- if x }}\na\n{{- end }}\n',
    });
  });

  it('keeps its length and its lines, and gives its actions back', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '{{',
            '}}',
            '{{- if .x }}',
            '{{ end }}',
            '{{- else }}',
            '{{ .v }}',
            '"',
            '`',
            '\n',
            ' ',
            'a: ',
            '- b',
            '{{/*',
            '*/}}',
            '{{ define "t" }}',
            '\r\n',
            '\\',
          ),
          { maxLength: 40 },
        ),
        (pieces) => {
          const text = pieces.join('');
          const masked = maskActions(text);
          expect(masked.text).toHaveLength(text.length);
          const restored = restoreActions(masked.text);
          for (let at = 0; at < text.length; at++) expect([text[at], ' ', '\n']).toContain(restored[at]);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
