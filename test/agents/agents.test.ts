import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Agent, AgentDefinition, AgentTemplate, OfferedAgent } from '#shared/contract/agents.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { addPerson, openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';

let plant: TestCore;
let admin: Credential;
let ben: Credential;
let vera: Credential;
beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
  ben = (await addPerson(plant, admin, 'Ben', 'user')).credential;
  vera = (await addPerson(plant, admin, 'Vera', 'viewer')).credential;
}, 60_000);
afterAll(() => plant.close());

const STOCK = { name: 'stock', title: 'Stock', description: 'Says what is in the store.', prompt: 'Look it up.', tools: ['get_stock'], roles: ['admin', 'user'] };
const apply = (definition: object) => plant.call<Agent>('agents.apply', definition, admin);
const mine = async (who: Credential) => (await plant.call<{ agents: OfferedAgent[] }>('agents.mine', {}, who)).agents.map(({ name }) => name);

describe('the agents of a plant', () => {
  test('begin with those that come with Millwright and need no tool of the plant', async () => {
    expect(await mine(ben)).toEqual(['alarm-analyst', 'document-analyst', 'procedure-guide', 'research']);
    const { templates } = await plant.call<{ templates: AgentTemplate[] }>('agents.templates', {}, admin);
    expect(templates.filter((each) => !each.default).map(({ definition }) => definition.name)).toEqual(['coding-helper', 'data-analyst', 'debt-lookup', 'ocr-clerk', 'shipment-lookup']);
    for (const { definition } of templates) expect(definition.examples.length).toBeGreaterThanOrEqual(5);
  });

  test('are added by an admin, with the standard for what is not said, and used by the roles they are for', async () => {
    const added = await apply(STOCK);
    expect(added).toMatchObject({ origin: 'plant', version: 1, definition: { format: 'summary_text', memory: 'conversation', enabled: true, limits: { steps: 6 } } });
    expect(await mine(ben)).toContain('stock');
    expect(await mine(vera)).not.toContain('stock');
    await expect(plant.call('agents.apply', STOCK, ben)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
    await expect(plant.call('agents.list', {}, vera)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
  });

  test('are changed in parts, and every version is kept with who saved it', async () => {
    await plant.call('agents.change', { name: 'stock', change: { enabled: false } }, admin);
    expect(await mine(ben)).not.toContain('stock');
    const shown = await plant.call<{ version: number; versions: { version: number; definition: AgentDefinition; savedBy: string }[] }>('agents.show', { name: 'stock' }, admin);
    expect(shown.version).toBe(2);
    expect(shown.versions.map(({ version, definition }) => [version, definition.enabled])).toEqual([[2, false], [1, true]]);
    const { user } = await plant.call<{ user: { id: string } }>('auth.whoami', {}, admin);
    expect(shown.versions.map(({ savedBy }) => savedBy)).toEqual([user.id, user.id]);
    await expect(plant.call('agents.change', { name: 'stock', change: { limits: { steps: 99 } } }, admin)).rejects.toThrow('limits.steps');
    await expect(plant.call('agents.change', { name: 'stock', change: { power: 1 } }, admin)).rejects.toThrow('An agent has no field "power".');
    await expect(plant.call('agents.change', { name: 'stock', change: { agents: ['stock'] } }, admin)).rejects.toThrow('to itself');
  });

  test('stay away when they are removed, those that come with Millwright too, and come back where they were left', async () => {
    await plant.call('agents.remove', { name: 'research' }, admin);
    await plant.call('agents.remove', { name: 'stock' }, admin);
    await plant.restart();
    expect(await mine(ben)).toEqual(['alarm-analyst', 'document-analyst', 'procedure-guide']);
    await expect(plant.call('agents.remove', { name: 'research' }, admin)).rejects.toMatchObject({ error: { code: 'AGENT_NOT_FOUND' } });
    expect(await apply(STOCK)).toMatchObject({ version: 4 });
    expect(await plant.call('agents.reload', {}, admin)).toEqual({ enabled: 4, disabled: 0 });
  });

  test('are recorded: who changed which to what version, and no word of theirs', async () => {
    const { records } = await plant.call<{ records: { event: string; outcome: string; metadata: Record<string, unknown> }[] }>('audit.list', { event: 'agent.changed', limit: 50 }, admin);
    expect(records.filter(({ outcome }) => outcome === 'ok').map(({ metadata }) => metadata['version'])).toEqual([4, 2, 1]);
    expect(JSON.stringify(records)).not.toContain('in the store');
  });
});
