// `npm run pictures`: the README's pictures are screenshots of the end-to-end tests; run those first.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';

const pictures = {
  'vscode-hover.png': 'editor.png',
  'panel-light.png': 'panel.png',
  'panel-timeline.png': 'panel-timeline.png',
};

mkdirSync(join(root, 'docs', 'images'), { recursive: true });
for (const [from, to] of Object.entries(pictures)) {
  copyFileSync(join(root, 'artifacts', 'screenshots', from), join(root, 'docs', 'images', to));
}
