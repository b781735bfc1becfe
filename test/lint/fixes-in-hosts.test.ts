// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's and Helm's variables look like it.
import { describe, expect, it } from 'vitest';
import { readProject } from '../../deployment/load.ts';
import { applyFixes, fixEdits, lint } from '../../lint/index.ts';
import { fileKind } from '../../workspace/file-kind.ts';
import { SourceFile } from '../../workspace/source-file.ts';

/** vLLM's option, misspelt as people do; the safe fix rewrites it. */
const wrong = '--gpu-memory-utilisation';
const right = '--gpu-memory-utilization';

const fixed = (path: string, text: string): string => {
  const project = readProject([new SourceFile(path, text, fileKind(path, text))], new Set([path]));
  const edits = fixEdits(lint(project)).get(path) ?? [];
  return applyFixes(text, edits);
};

const pod = (container: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: llm\n      image: vllm/vllm-openai:v0.9.1\n${container.replace(/^/gm, '      ')}\n`;
const service = (lines: string): string =>
  `services:\n  llm:\n    image: vllm/vllm-openai:v0.9.1\n${lines.replace(/^/gm, '    ')}\n`;
const notebook = (...source: string[]): string =>
  `${JSON.stringify({ cells: [{ cell_type: 'code', source, outputs: ['--gpu-memory-utilisation'] }], metadata: {}, nbformat: 4 }, null, 1)}\n`;

const cases: readonly (readonly [host: string, path: string, text: string])[] = [
  ['a script', 'a.sh', `vllm serve a/b ${wrong} 0.9\n`],
  ['a continuation', 'a.sh', `vllm serve a/b \\\r\n  ${wrong}=0.9 \\\r\n  --port 1\r\n`],
  ['an array', 'a.sh', `ARGS=(--port 1 ${wrong} 0.9)\nvllm serve a/b "\${ARGS[@]}"\n`],
  ['a variable', 'a.sh', `OPTS="--port 1 ${wrong} 0.9"\nvllm serve a/b $OPTS\n`],
  ['an else', 'a.sh', `test -f x && echo "é" || vllm serve a/b "${wrong}" 0.9\n`],
  ['bash -c', 'a.sh', `mpirun -n 2 bash -lc "export A=1; vllm serve a/b ${wrong} 0.9"\n`],
  ['a script for another host', 'a.sh', `ssh -t gpu1 'cd /m && vllm serve a/b ${wrong} 0.9'\n`],
  ['a here-document', 'a.sh', `cat <<'EOF' | bash\nvllm serve a/b ${wrong} 0.9\nEOF\n`],
  ['env', 'a.sh', `env -i A=1 nice vllm serve a/b ${wrong} 0.9\n`],
  ['docker run', 'a.sh', `docker run --gpus all vllm/vllm-openai:v0.9.1 --model a/b ${wrong} 0.9\n`],
  [
    'a Slurm script',
    'a.sbatch',
    `#!/bin/bash\n#SBATCH -N 1\nsrun -n1 bash -c "vllm serve a/b ${wrong} 0.9"\n`,
  ],
  ['CMD of words', 'Dockerfile', `FROM vllm/vllm-openai:v0.9.1\nCMD ["--model", "a/b", "${wrong}", "0.9"]\n`],
  ['CMD of a shell', 'Dockerfile', `FROM x\nCMD vllm serve a/b \\\n  # why\n  ${wrong} 0.9\n`],
  ['ENTRYPOINT', 'Dockerfile', `FROM x\nENTRYPOINT ["sh", "-c", "exec vllm serve a/b ${wrong} 0.9"]\n`],
  ['a RUN of a here-document', 'Dockerfile', `FROM x\nRUN <<EOF\nvllm serve a/b ${wrong} 0.9\nEOF\n`],
  ['a folded command', 'compose.yaml', service(`command: >\n  --model a/b\n  ${wrong} 0.9`)],
  ['a list', 'compose.yaml', service(`command: ["--model", "a/b", '${wrong}', "0.9"]`)],
  [
    'an anchor',
    'compose.yaml',
    `x-args: &a ["--model", "a/b", "${wrong}", "0.9"]\n${service('command: *a')}`,
  ],
  ['arguments', 'pod.yaml', pod(`args:\n  - --model=a/b\n  - "${wrong}=0.9"`)],
  [
    'a script of a pod',
    'pod.yaml',
    pod(`command: [sh, -c]\nargs:\n  - |\n    vllm serve a/b \\\n      ${wrong} 0.9`),
  ],
  ['a quoted script', 'pod.yaml', pod(`command: ["sh", "-c", "vllm serve \\"a/b\\" ${wrong} 0.9"]`)],
  [
    'a file of a ConfigMap',
    'map.yaml',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: m }\ndata:\n  run.sh: |\n    vllm serve a/b ${wrong} 0.9\n`,
  ],
  [
    'a template',
    'templates/pod.yaml',
    pod(
      `command: [sh, -c]\nargs:\n  - |\n    {{- if .Values.a }}\n    export A=1\n    {{- end }}\n    vllm serve {{ .Values.m }} \\\n      {{- with .Values.n }}\n      --max-num-seqs {{ . }} \\\n      {{- end }}\n      ${wrong} 0.9`,
    ),
  ],
  [
    'values of a chart',
    'values.yaml',
    `image: { repository: vllm/vllm-openai, tag: v0.9.1 }\nargs: ["--model", "a/b", "${wrong}", "0.9"]\n`,
  ],
  ['a fence', 'a.md', `1. x\n   \`\`\`bash\n   $ vllm serve a/b \\\n   >   ${wrong} 0.9\n   \`\`\`\n`],
  ['a quoted fence', 'a.md', `> \`\`\`sh\n> vllm serve a/b \\\n>   ${wrong} 0.9\n> \`\`\`\n`],
  [
    'a fence of a Dockerfile',
    'a.md',
    `\`\`\`dockerfile\nFROM x\nCMD ["vllm", "serve", "a/b", "${wrong}", "0.9"]\n\`\`\`\n`,
  ],
  ['a directive', 'a.md', `\`\`\`{code-block} bash\nvllm serve a/b ${wrong} 0.9\n\`\`\`\n`],
  [
    'a program that Python starts',
    'a.py',
    `import subprocess, vllm\nsubprocess.run(["vllm", "serve", "a/b", "${wrong}", "0.9"])\n`,
  ],
  ['a text that Python runs', 'a.py', `import os, vllm\nos.system('''vllm serve a/b ${wrong} 0.9''')\n`],
  [
    'a cell',
    'a.ipynb',
    notebook('import vllm\n', `!vllm serve "a/b" \\\n`, `  ${wrong} 0.9 --port {PORT}\n`),
  ],
  ['a cell of a shell', 'a.ipynb', notebook('%%bash\n', 'echo "é"\n', `vllm serve a/b ${wrong} 0.9\n`)],
];

describe('a fix edits the option where it stands', () => {
  it.each(cases)('in %s', (_host, path, text) => {
    const outputs = text.lastIndexOf(wrong);
    const expected =
      path.endsWith('.ipynb') && text.indexOf(wrong) !== outputs
        ? text.replace(wrong, right)
        : text.replaceAll(wrong, right);
    expect(fixed(path, text)).toBe(expected);
  });

  it('in a notebook, where every text stands within a string', () => {
    const text = notebook(
      'import onnxruntime as ort\n',
      's = ort.InferenceSession("m.onnx", providers=["CudaExecutionProvider"])\n',
    );
    const after = fixed('a.ipynb', text);
    expect(after).toContain('providers=[\\"CUDAExecutionProvider\\"]');
    expect(() => JSON.parse(after) as unknown).not.toThrow();
  });
});
