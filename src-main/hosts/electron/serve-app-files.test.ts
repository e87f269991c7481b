import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAppPage } from './app-page.ts';
import { createFileTable } from './file-table.ts';
import { createFileServer } from './serve-app-files.ts';

let folder: string;
let serve: (request: Request) => Promise<Response>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-serve-'));
  await writeFile(join(folder, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  await writeFile(join(folder, 'main.js'), 'export {};');
  serve = createFileServer(await createFileTable(folder), createAppPage());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const policyOf = (response: Response): string => response.headers.get('content-security-policy') ?? '';

describe('createFileServer', () => {
  it('gives each page a nonce of its own, the same in the page and its policy', async () => {
    const [first, second] = [await serve(new Request('app://millwright/')), await serve(new Request('app://millwright/'))];
    const nonce = /content="([^"]+)"/.exec(await first.text())?.[1] ?? 'none';
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(policyOf(first)).toContain(`'nonce-${nonce}'`);
    expect(policyOf(second)).not.toContain(nonce);
  });

  it('sends a policy that allows nothing by default, nothing inline and no other origin', async () => {
    for (const address of ['app://millwright/', 'app://millwright/main.js']) {
      const policy = policyOf(await serve(new Request(address)));
      const parts = ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
      for (const part of parts) expect(policy.split('; ')).toContain(part);
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
    }
  });

  it('answers nothing but GET, its own origin and known files', async () => {
    const refused = [
      new Request('app://millwright/', { method: 'POST' }),
      new Request('app://other/index.html'),
      new Request('app://millwright/package.json'),
      new Request('https://millwright/index.html'),
    ];
    for (const request of refused) expect((await serve(request)).status, request.url).toBe(404);
  });
});
