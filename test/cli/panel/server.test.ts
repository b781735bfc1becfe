import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PanelServer, servePanel } from '../../../cli/panel/server.ts';
import { deployment } from '../../client/panel/fixtures.ts';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A request with any path and Host header, neither tidied up on the way as `fetch` would. */
function get(
  address: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const { hostname, port } = new URL(address);
  return new Promise((answered, failed) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        answered({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.on('error', failed);
    sent.end();
  });
}

let folder: string;
let server: PanelServer;
let cookie: string;
let changed: () => void = () => {};
let stopped = false;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'panel-'));
  await writeFile(
    join(folder, 'index.html'),
    '<meta content="{{csp}}"><link href="{{style}}"><script src="{{script}}" nonce="{{nonce}}">',
  );
  await writeFile(join(folder, 'panel.js'), 'export {};');
  await writeFile(join(folder, 'panel.css'), 'body {}');
  await writeFile(join(folder, 'secret.txt'), 'no');
  server = await servePanel({
    load: async () => [deployment],
    read: async (path) => (path === 'build.sh' ? 'trtllm-build \\\n  --dtype bf16 --tp 1' : undefined),
    panelFolder: folder,
    watch: (callback) => {
      changed = callback;
      return () => {
        stopped = true;
      };
    },
  });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
  expect(stopped).toBe(true);
});

describe('servePanel', () => {
  it('listens on the loopback address and hands out nothing without the token', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
    for (const path of ['/', '/panel.js', '/deployments.json', '/events', '/?token=', '/?token=guess']) {
      expect((await get(server.url, path)).status, path).toBe(403);
    }
  });

  it('exchanges the token for a cookie, once', async () => {
    const { pathname, search } = new URL(server.url);
    const first = await get(server.url, pathname + search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const set = String(first.headers['set-cookie']);
    expect(set).toContain('HttpOnly');
    expect(set).toContain('SameSite=Strict');
    cookie = set.split(';')[0]!;
    expect((await get(server.url, pathname + search)).status).toBe(403);
    // The same address still works for the browser that has the cookie.
    expect((await get(server.url, pathname + search, { cookie })).status).toBe(200);
  });

  it('fills the template and forbids everything but its own files', async () => {
    const page = await get(server.url, '/', { cookie });
    expect(page.body).not.toContain('{{');
    expect(page.body).toContain('src="./panel.js"');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect((await get(server.url, '/panel.js', { cookie })).headers['content-type']).toContain(
      'text/javascript',
    );
    expect((await get(server.url, '/panel.css', { cookie })).body).toBe('body {}');
  });

  it('serves the deployments with the lines their values stand in', async () => {
    const answer = await get(server.url, '/deployments.json', { cookie });
    const { deployments, places } = JSON.parse(answer.body);
    expect(deployments).toEqual(JSON.parse(JSON.stringify([deployment])));
    expect(places).toContainEqual({ path: 'build.sh', start: 20, line: 2, text: '--dtype bf16 --tp 1' });
  });

  it('serves no other file, however it is asked for', async () => {
    for (const path of [
      '/secret.txt',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/./secret.txt',
      '//secret.txt',
      '/index.html',
      '/__proto__',
      '/constructor',
    ]) {
      const { status, body } = await get(server.url, path, { cookie });
      expect(status, path).toBeGreaterThanOrEqual(400);
      expect(body, path).not.toBe('no');
    }
  });

  it('refuses another host name (DNS rebinding) and other methods', async () => {
    expect((await get(server.url, '/', { cookie, host: 'evil.example' })).status).toBe(421);
    expect((await get(server.url, '/', { cookie, host: '127.0.0.1:1' })).status).toBe(421);
    expect((await get(server.url, '/', { cookie }, 'POST')).status).toBe(405);
  });

  it('tells the page of changes', async () => {
    const { hostname, port } = new URL(server.url);
    const received = await new Promise<string>((got, failed) => {
      const stream = request({ hostname, port, path: '/events', headers: { cookie } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.includes('event: changed')) {
            stream.destroy();
            got(text);
          } else changed();
        });
      });
      stream.on('error', failed);
      stream.end();
    });
    expect(received).toContain('event: changed');
  });

  it('says why where the files cannot be read, and goes on', async () => {
    const failing = await servePanel({
      load: () => Promise.reject(new Error('no such folder')),
      panelFolder: folder,
    });
    const { search } = new URL(failing.url);
    const set = String((await get(failing.url, `/${search}`)).headers['set-cookie']).split(';')[0]!;
    const answer = await get(failing.url, '/deployments.json', { cookie: set });
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('no such folder');
    expect((await get(failing.url, '/panel.css', { cookie: set })).status).toBe(200);
    await failing.close();
  });
});
