import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCoreThread } from './core-thread.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-desktop-'));
});

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const admin = { admin: 'Ada Miller', password: 'correct horse battery staple' };

describe('the core process of the desktop', () => {
  it('takes the owner to set-up on the first start, and asks for a sign-in from then on', async () => {
    const first = startCoreThread(join(folder, 'plant'));
    // Handed over before the core is open: the call waits for it.
    const early = first.page('window:1')('setup.state', {});
    const { link } = await first.told('ready');
    expect(first.said[0]).toMatchObject({ kind: 'progress', sentence: expect.stringMatching(/…$/) });
    expect(await early).toMatchObject({ ready: false, shell: 'desktop' });

    const call = first.page('window:2');
    const redeemed = (await call('auth.redeemLink', { link })) as { next: string; setupToken: string };
    expect(redeemed.next).toBe('setup');
    const { token } = (await call('setup.bootstrap', { setupToken: redeemed.setupToken, plant: 'North Mill', ...admin })) as { token: string };
    expect(await call('auth.whoami', {}, token)).toMatchObject({ user: { name: admin.admin } });
    await expect(call('auth.whoami', {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await first.close()).toBe(0);

    const second = startCoreThread(join(folder, 'plant'));
    expect(await second.told('ready')).toEqual({ kind: 'ready', link: null });
    expect(await second.page('window:3')('setup.state', {})).toMatchObject({ ready: true });
    expect(await second.close()).toBe(0);
  });

  it('says in a sentence why it could not open its data, and ends', async () => {
    const taken = startCoreThread(join(folder, 'taken'));
    await taken.told('ready');
    const refused = startCoreThread(join(folder, 'taken'));
    expect((await refused.told('failed')).sentence).toMatch(/^Another Millwright is using .*\.$/);
    expect(await refused.ended).toBe(1);
    expect(await taken.close()).toBe(0);

    await writeFile(join(folder, 'file'), 'not a folder');
    const blocked = startCoreThread(join(folder, 'file'));
    expect((await blocked.told('failed')).sentence).toMatch(/^The data directory cannot be claimed: .*\.$/);
    expect(await blocked.ended).toBe(1);
  });
});
