import { expect, test } from 'vitest';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { KeptMcpServer } from './mcp-store.ts';
import { placeOf } from './place-of.ts';

const server = (headers: Record<string, string>): KeptMcpServer => ({
  id: 's', name: 'stores', source: { transport: 'http', url: 'https://mcp.example.com/mcp', headers, reach: 'plant' }, approved: null, changed: false, enabled: true, pinned: null, changedAt: '',
});
const asked = (bearer: string | null, tenantId = 't1') => ({ call: { principal: { tenantId }, bearer } as Call<Principal>, secret: async (name: string) => `${name} of ${tenantId}` });

test('a server is asked with the token of each caller, and with the secrets of their plant', async () => {
  const own = server({ Authorization: 'Bearer {token}', 'X-Key': '{secret.key}', 'X-Plant': 'north' });
  expect(await placeOf(own, asked('ada'))).toMatchObject({ tenantId: 't1', headers: { Authorization: 'Bearer ada', 'X-Key': 'key of t1', 'X-Plant': 'north' } });
  expect(await placeOf(own, asked('bea', 't2'))).toMatchObject({ tenantId: 't2', headers: { Authorization: 'Bearer bea', 'X-Key': 'key of t2' } });
  await expect(placeOf(own, asked(null))).rejects.toThrow('came without one');
});
