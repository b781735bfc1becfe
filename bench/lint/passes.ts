// Lints a folder so often in one process, from the disk to the findings, and prints what each pass took, as JSON:
// `node --import tsx bench/lint/passes.ts FOLDER PASSES`. Nothing is kept from one pass to the next.
import { basename, dirname } from 'node:path';
import { loadProject } from '../../deployment/load.ts';
import { lint } from '../../lint/index.ts';
import { BlockingDiskWorkspace } from '../../workspace/node/blocking-disk.ts';

/** Seconds by the clock, and of processor time of all threads. */
export interface Pass {
  readonly wall: number;
  readonly cpu: number;
}

const [folder, count] = process.argv.slice(2);
const passes: Pass[] = [];
for (let pass = 0; pass < Number(count); pass++) {
  const started = performance.now();
  const processor = process.cpuUsage();
  const workspace = new BlockingDiskWorkspace(dirname(folder!));
  const project = await loadProject(workspace, [basename(folder!)]);
  if (lint(project, {}).length === 0) throw new Error(`nothing found in ${folder}`);
  const { user, system } = process.cpuUsage(processor);
  passes.push({ wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 });
}
process.stdout.write(JSON.stringify(passes));
