import { expect, it } from 'vitest';
import { shortPath } from '../../../client/panel/words/short-path.ts';

it('shows a path from the folder that was given, and any other as it is', () => {
  expect(shortPath('/srv/llm/m/config.pbtxt', '/srv/llm')).toBe('m/config.pbtxt');
  expect(shortPath('/srv/llm/m/config.pbtxt', '/srv/llm/')).toBe('m/config.pbtxt');
  expect(shortPath('/srv/llm2/config.pbtxt', '/srv/llm')).toBe('/srv/llm2/config.pbtxt');
  expect(shortPath('m/config.pbtxt', undefined)).toBe('m/config.pbtxt');
});
