import { expect, test } from 'vitest';
import { type Agent, AgentDefinition } from '#shared/contract/agents.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { createAgents } from './agents.ts';

const agent = (definition: object): Agent => ({ definition: AgentDefinition.parse({ title: 'x', description: 'x', prompt: 'As it was set up.', ...definition }), origin: 'plant', version: 2, changedAt: null });
const viewer = { tenantId: 't', userId: 'u', role: 'viewer' } as Principal;
const list = async () => [agent({ name: 'one' }), agent({ name: 'off', enabled: false }), agent({ name: 'for-admins', roles: ['admin'] })];

test('a person may use what is switched on and for their role, and cannot tell why another is not there', async () => {
  const agents = createAgents({ list }, async () => null);
  expect((await agents.availableTo(viewer)).map(({ name }) => name)).toEqual(['one']);
  for (const name of ['off', 'for-admins', 'nobody']) await expect(agents.usable(viewer, name)).rejects.toMatchObject({ code: 'AGENT_NOT_FOUND' });
});

test('the wording that the plant keeps for an agent takes the place of its prompt', async () => {
  const kept = createAgents({ list }, async (_, name) => (name === 'one' ? 'As it is worded now.' : null));
  expect(await kept.usable(viewer, 'one')).toMatchObject({ version: 2, definition: { prompt: 'As it is worded now.' } });
  expect(await createAgents({ list }, async () => null).usable(viewer, 'one')).toMatchObject({ definition: { prompt: 'As it was set up.' } });
});
