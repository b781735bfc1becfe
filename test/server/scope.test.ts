import { describe, expect, it } from 'vitest';
import { checkingOf } from '../../server/project/checking.ts';
import { Scope } from '../../server/project/scope.ts';
import { Scopes } from '../../server/project/scopes.ts';
import { readSettings } from '../../server/settings.ts';
import { MemoryWorkspace } from '../../workspace/memory-workspace.ts';
import type { Workspace } from '../../workspace/workspace.ts';

const options = readSettings(undefined);
const config = '/w/repo/m/config.pbtxt';
const build = '/w/build.sh';

/** A disk that counts its walks and whose files can be changed. */
function disk(files: Record<string, string>) {
  let walks = 0;
  const now = (): Workspace => new MemoryWorkspace(files);
  const workspace: Workspace = {
    read: (path) => now().read(path),
    load: (path) => now().load(path),
    exists: (path) => now().exists(path),
    realPath: (path) => now().realPath(path),
    list: (path) => {
      if (path === '/w') walks++;
      return now().list(path);
    },
  };
  return { workspace, files, walks: () => walks };
}

describe('Scope', () => {
  it('shows an open text in place of the one on the disk, and reads the disk once', async () => {
    const { workspace, walks } = disk({ [config]: 'name: "m"', [build]: 'true' });
    const scope = new Scope('/w', workspace);
    const first = await scope.snapshot(new Map(), options);
    expect(first.fileAt(config)?.text).toBe('name: "m"');
    scope.editorChanged();
    const second = await scope.snapshot(new Map([[config, 'name: "n"']]), options);
    expect(second.fileAt(config)?.text).toBe('name: "n"');
    expect(walks()).toBe(1);
    // What did not change is the same object, so its parse is not repeated.
    expect(second.fileAt(build)).toBe(first.fileAt(build));
  });

  it('is the same snapshot until something changes', async () => {
    const { workspace } = disk({ [config]: 'name: "m"' });
    const scope = new Scope('/w', workspace);
    expect(await scope.snapshot(new Map(), options)).toBe(await scope.snapshot(new Map(), options));
  });

  it('reads the disk again when it has changed', async () => {
    const { workspace, files } = disk({ [config]: 'name: "m"' });
    const scope = new Scope('/w', workspace);
    await scope.snapshot(new Map(), options);
    files['/w/repo/n/config.pbtxt'] = 'name: "n"';
    scope.diskChanged();
    expect((await scope.snapshot(new Map(), options)).project.tritonConfigs).toHaveLength(2);
  });

  it('holds a text that was never saved', async () => {
    const scope = new Scope('/w', disk({ [build]: 'true' }).workspace);
    const { project, fileAt } = await scope.snapshot(new Map([[config, 'max_batch_size: 1']]), options);
    expect(fileAt(config)?.kind).toBe('triton-config');
    expect(project.paths.has(config)).toBe(true);
  });
});

describe('a folder with a batchwise.yaml', () => {
  const broken =
    'backend: "onnxruntime"\nmax_batch_size: 8\ndynamic_batching { preferred_batch_size: [ 16 ] }\n';
  const codes = async (yaml: string) => {
    const { workspace } = disk({ [config]: broken });
    const open = new Map([['/w/batchwise.yaml', yaml]]);
    const snapshot = await new Scope('/w', workspace).snapshot(open, options);
    return snapshot.findings().map(({ code }) => code);
  };

  it('is checked as it says, from the text in the editor', async () => {
    expect(await codes('')).toContain('BWT004');
    expect(await codes('ignore: BWT004')).not.toContain('BWT004');
    expect(await codes('select: [BWF]')).toEqual([]);
    expect(await codes('overrides: [{paths: repo/, ignore: BWT}]')).not.toContain('BWT004');
    expect(await codes('overrides: [{paths: other/, ignore: BWT}]')).toContain('BWT004');
  });

  it('is checked against what it names where the settings name nothing', () => {
    const text = "gpu: L40S\ntargets: {vllm: '0.10', triton: '26.07'}\nauto-complete: false\n";
    expect(checkingOf(options, '/w', text).options).toEqual({
      gpu: 'L40S',
      targets: { vllm: '0.10', triton: '26.07' },
      autoComplete: false,
    });
    const settings = { ...options, gpu: 'H200-SXM-141GB', targets: { vllm: '0.11' } };
    expect(checkingOf(settings, '/w', text).options).toMatchObject({
      gpu: 'H200-SXM-141GB',
      targets: { vllm: '0.11', triton: '26.07' },
    });
  });

  it('is checked as if there were none where that has mistakes, which are told once', async () => {
    const log: string[] = [];
    const { workspace } = disk({ [config]: broken });
    const scope = new Scope('/w', workspace, (line) => log.push(line));
    for (let i = 0; i < 2; i++) {
      scope.editorChanged();
      const open = new Map([['/w/batchwise.yaml', 'ignore: BWT004\nselekt: BWF']]);
      const snapshot = await scope.snapshot(open, options);
      expect(snapshot.findings().map(({ code }) => code)).toContain('BWT004');
    }
    expect(log).toEqual([expect.stringMatching(/^\/w\/batchwise\.yaml:2:1: .*did you mean select\?$/)]);
  });
});

describe('Snapshot', () => {
  it('keeps slow findings of unchanged files until the slow rules have run again', async () => {
    const script = '# batchwise: gpu=T4-16GB\nvllm serve meta-llama/Llama-3.1-70B-Instruct\n';
    const scope = new Scope('/w', disk({ '/w/serve.sh': script, [config]: 'name: "m"' }).workspace);
    const first = await scope.snapshot(new Map(), options);
    const fast = first.findings().length;
    const all = first.allFindings();
    expect(all.length).toBeGreaterThan(fast);
    scope.editorChanged();
    const second = await scope.snapshot(new Map([[config, 'name: "m" ']]), options);
    expect(second.isComplete).toBe(false);
    expect(second.findings().map(({ code }) => code)).toEqual(all.map(({ code }) => code));
    scope.editorChanged();
    const third = await scope.snapshot(new Map([['/w/serve.sh', `\n${script}`]]), options);
    expect(third.findings()).toHaveLength(fast);
  });
});

describe('Scopes', () => {
  it('gives a document to the innermost folder around it, and a lone one to itself', async () => {
    const { workspace } = disk({ [config]: 'name: "m"', '/w/x.sh': 'true', '/elsewhere/config.pbtxt': '' });
    const open = new Map<string, string>([['/elsewhere/config.pbtxt', 'max_batch_size: 1']]);
    const scopes = new Scopes(
      workspace,
      () => open,
      () => options,
    );
    scopes.setFolders(['/w', '/w/repo']);
    expect((await scopes.snapshotOf(config)).fileAt('/w/x.sh')).toBeUndefined();
    expect((await scopes.snapshotOf('/w/x.sh')).fileAt(config)).toBeDefined();
    const lone = await scopes.snapshotOf('/elsewhere/config.pbtxt');
    expect(lone.project.files.map(({ path }) => path)).toEqual(['/elsewhere/config.pbtxt']);
  });
});
