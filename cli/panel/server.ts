import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Deployment } from '../../deployment/deployment.ts';
import { placesOf } from '../../deployment/places.ts';
import { fillPage } from './page.ts';

export interface PanelOptions {
  /** The deployments as the files say now; asked again after every change. */
  readonly load: () => Promise<readonly Deployment[]>;
  /** The text of a file that a value comes from, so that the page can quote the line. */
  readonly read?: (path: string) => Promise<string | undefined>;
  /** What `load` reads, as a command line names it: for the command that the page offers to copy. */
  readonly root?: string;
  /** The built page: `index.html`, `panel.js`, `panel.css`. */
  readonly panelFolder: string;
  /** A free port where absent. */
  readonly port?: number;
  /** Calls back whenever files changed; returns how to stop. */
  readonly watch?: (changed: () => void) => () => void;
}

export interface PanelServer {
  /** The address with its one-time token, for one browser. */
  readonly url: string;
  close(): Promise<void>;
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // The script once more, as a worker.
  "worker-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const headers = {
  // Frame protection works in a header only, not in the page's own meta element.
  'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/**
 * Serves the what-if page on 127.0.0.1. Whoever opens `url` first gets a cookie for it and the token is spent:
 * another user of the machine, or another site in the browser (the Host header is checked against DNS
 * rebinding), cannot read the deployments. Only the page, its two files, the deployments and the stream of
 * changes are served; no path of a request ever reaches the disk.
 */
export async function servePanel(options: PanelOptions): Promise<PanelServer> {
  const secret = randomBytes(24).toString('base64url');
  let token: string | undefined = randomBytes(24).toString('base64url');
  const listeners = new Set<ServerResponse>();
  // Browsers share cookies between the ports of a host: two panels must not take each other's.
  const cookieName = () => `batchwise-panel-${(server.address() as AddressInfo).port}`;

  const pages: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/': async (response) => {
      const template = await readFile(join(options.panelFolder, 'index.html'), 'utf8');
      const page = fillPage(template, { csp: policy, style: './panel.css', script: './panel.js', nonce: '' });
      send(response, 200, 'text/html; charset=utf-8', page);
    },
    '/panel.js': async (response) =>
      send(response, 200, 'text/javascript; charset=utf-8', await file('panel.js')),
    '/panel.css': async (response) => send(response, 200, 'text/css; charset=utf-8', await file('panel.css')),
    '/deployments.json': async (response) => {
      const deployments = await options.load();
      const places = options.read ? await placesOf(deployments, options.read) : [];
      send(
        response,
        200,
        'application/json; charset=utf-8',
        JSON.stringify({ deployments, places, root: options.root }),
      );
    },
    '/events': async (response) => {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
      // A first line at once, so that the browser counts the stream as open.
      response.write(': batchwise\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    },
  };
  const file = (name: 'panel.js' | 'panel.css') => readFile(join(options.panelFolder, name));

  const server = createServer(async (request, response) => {
    try {
      const url = new URL(`http://127.0.0.1${request.url}`);
      const { port } = server.address() as AddressInfo;
      const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
      if (!hosts.includes(request.headers.host ?? '')) return refuse(response, 421, 'Unknown host.');
      if (request.method !== 'GET') return refuse(response, 405, 'Only GET.');
      const offered = url.searchParams.get('token');
      if (url.pathname === '/' && offered !== null && token !== undefined && same(offered, token)) {
        token = undefined;
        response.writeHead(303, {
          ...headers,
          Location: '/',
          'Set-Cookie': `${cookieName()}=${secret}; HttpOnly; SameSite=Strict; Path=/`,
        });
        return void response.end();
      }
      if (!same(cookieOf(request, cookieName()) ?? '', secret)) {
        return refuse(
          response,
          403,
          'This address was used already. Run `batchwise panel` again for a new one.',
        );
      }
      // An old tab may still carry the spent token; its cookie is what counts.
      const page = Object.hasOwn(pages, url.pathname) ? pages[url.pathname] : undefined;
      if (!page) return refuse(response, 404, 'There is no such page.');
      await page(response);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.end();
      else refuse(response, 500, reason);
    }
  });

  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', listening);
  });
  const stop = options.watch?.(() => {
    for (const listener of listeners) listener.write('event: changed\ndata:\n\n');
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    close: () => {
      stop?.();
      for (const listener of listeners) listener.end();
      return new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
    },
  };
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...headers, 'Content-Type': type });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${why}\n`);
}

function cookieOf(request: IncomingMessage, wanted: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === wanted) return value;
  }
  return undefined;
}

/** Compares in a time that does not tell how much of a guess was right. */
function same(guess: string, secret: string): boolean {
  const a = Buffer.from(guess);
  const b = Buffer.from(secret);
  return a.length === b.length && timingSafeEqual(a, b);
}
