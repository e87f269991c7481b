import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small ERP system on loopback, as an agent's HTTP tools meet one: shipments and what customers owe, for who shows its key. */
export interface ErpStandIn {
  url: string;
  /** Paths asked for, in order. */
  asked: string[];
  close(): Promise<void>;
}

export const ERP_KEY = 'erp-key-of-the-test';

export const SHIPMENTS = [
  { number: 'S-4711', content: 'mechanical seals', state: 'at sea', port: 'Rotterdam', arrives: '2026-12-03', pieces: 40 },
  { number: 'S-4712', content: 'impellers', state: 'in customs', port: 'Hamburg', arrives: '2026-11-30', pieces: 6 },
] as const;

export const DEBTS = [{ customer: '0104985841', name: 'Nordwind', total: 15_432.5, overdue: 5_200, currency: 'USD', lastPayment: '2026-10-15' }] as const;

/** Energy by month, whatever it is asked for. */
export const ENERGY = ['01', '02', '03', '04', '05', '06'].map((month, at) => ({ month: `2026-${month}-01`, compressor: 410 - 12 * at, boiler: 260 + 20 * (at % 3) }));

export async function startErp(): Promise<ErpStandIn> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    const answer = (status: number, body: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers['x-api-key'] !== ERP_KEY) return answer(401, { error: 'no key' });
    const [, kind, id] = path.split('/');
    if (kind === 'energy') return answer(200, { result: ENERGY });
    const found = kind === 'shipments' ? SHIPMENTS.find(({ number }) => number === id) : kind === 'debts' ? DEBTS.find(({ customer }) => customer === id) : undefined;
    return found === undefined ? answer(404, { error: 'not found' }) : answer(200, { result: found });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A tool that looks one thing up there by its number. */
export function erpTool(url: string, name: string, path: string, argument: string, description: string): Record<string, unknown> {
  return {
    name, description, kind: 'http', minimumRole: 'viewer',
    input: { type: 'object', properties: { [argument]: { type: 'string', minLength: 1, maxLength: 32, description: 'the number' } }, required: [argument] },
    config: { method: 'GET', url: `${url}/${path}/{${argument}}`, headers: { 'x-api-key': '{secret.erp_key}' }, pick: '$.result' },
  };
}
