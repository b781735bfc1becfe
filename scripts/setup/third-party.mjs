// The licences of what is bundled: MIT, ISC, BSD and Apache ask that their notice goes along with copies.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** The folders of the packages that went into some builds, out of their metafiles; sorted, each once. */
function packageFolders(metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const path of Object.keys(inputs)) {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
      if (match) folders.add(match[1]);
    }
  }
  return [...folders].sort();
}

/** One text with name, version, licence and notice of every bundled package. */
export function thirdPartyNotices(metafiles) {
  const notices = packageFolders(metafiles).map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const files = readdirSync(join(root, folder)).filter((file) =>
      /^(licen[cs]e|notice|copying)/i.test(file),
    );
    const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  return `Packages that are bundled with Batchwise, and their licences.\n\n${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
