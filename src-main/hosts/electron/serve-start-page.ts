import type { AppPage } from './app-page.ts';
import type { StartProgress } from './start-state.ts';

/** The page shown from the first moment until the core answers, and again when it has stopped. */
export const START_PATH = '/start/';
const WAIT_MS = 20_000;

export interface StartActions {
  restart(): void;
  quit(): void;
}

/** Answers what the start page asks for beside its files; undefined for every other request. */
export function createStartServer(page: AppPage, progress: StartProgress, actions: StartActions): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    if (!page.owns(request.url)) return undefined;
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === 'GET' && pathname === `${START_PATH}state`) {
      const state = await progress.next(Number(searchParams.get('after')) || 0, WAIT_MS);
      return Response.json(state, { headers: { 'cache-control': 'no-store' } });
    }
    if (request.method !== 'POST') return undefined;
    if (pathname === `${START_PATH}restart`) actions.restart();
    else if (pathname === `${START_PATH}quit`) actions.quit();
    else return undefined;
    return new Response(null, { status: 204 });
  };
}
