import { describe, expect, it } from 'vitest';
import { createAppPage } from './app-page.ts';
import { createStartServer } from './serve-start-page.ts';
import { createStartProgress } from './start-state.ts';

function startServer() {
  const done: string[] = [];
  const progress = createStartProgress();
  const serve = createStartServer(createAppPage(), progress, { restart: () => done.push('restart'), quit: () => done.push('quit') });
  return { serve, progress, done };
}

describe('createStartServer', () => {
  it('tells how far the start is', async () => {
    const { serve, progress } = startServer();
    progress.set('starting', 'Opening the database…');
    const answer = await serve(new Request('app://millwright/start/state?after=1'));
    expect(await answer?.json()).toEqual({ version: 2, phase: 'starting', sentence: 'Opening the database…' });
  });

  it('restarts and quits only when its own page posts', async () => {
    const { serve, done } = startServer();
    expect(await serve(new Request('app://millwright/start/restart'))).toBeUndefined();
    expect(await serve(new Request('https://millwright/start/quit', { method: 'POST' }))).toBeUndefined();
    expect(done).toEqual([]);
    expect((await serve(new Request('app://millwright/start/restart', { method: 'POST' })))?.status).toBe(204);
    expect(done).toEqual(['restart']);
  });

  it('leaves files to others', async () => {
    const { serve } = startServer();
    expect(await serve(new Request('app://millwright/start/'))).toBeUndefined();
    expect(await serve(new Request('app://millwright/other', { method: 'POST' }))).toBeUndefined();
  });
});
