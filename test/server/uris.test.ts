import { describe, expect, it } from 'vitest';
import { pathOf, uriOf } from '../../server/uris.ts';

describe('pathOf and uriOf', () => {
  it.each([
    ['file:///w/model%20repository/m/config.pbtxt', '/w/model repository/m/config.pbtxt'],
    ['file:///w/100%25/%C3%A4.sh', '/w/100%/ä.sh'],
    ['untitled:Untitled-1', 'untitled:Untitled-1'],
  ])('%s is %s', (uri, path) => {
    expect(pathOf(uri)).toBe(path);
    expect(pathOf(uriOf(path))).toBe(path);
  });

  it('reads the escapes that VS Code writes', () => {
    expect(pathOf('file:///w/a%3Db/config.pbtxt')).toBe('/w/a=b/config.pbtxt');
  });

  it('does not throw for what is no file here', () => {
    expect(pathOf('file://host/share/config.pbtxt')).toBe('file://host/share/config.pbtxt');
  });
});
