import type { Bench } from './bench.ts';
import { ADMIN } from './plant.ts';

/** Calls `/v1` as somebody: the admin, unless told. */
export function apiOf(bench: Bench) {
  return async <T>(method: string, path: string, body: unknown, who = ADMIN): Promise<T> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await bench.plant.session(who)}` };
    const answer = await fetch(`${bench.appliance.url}/v1${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}
