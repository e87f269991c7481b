import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentTemplate } from '#shared/contract/agents.ts';
import type { Routing, RoutingCorrection } from '#shared/contract/routing.ts';
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
  const { templates } = await plant.call<{ templates: AgentTemplate[] }>('agents.templates', {}, admin);
  for (const { definition, default: given } of templates) if (!given) await plant.call('agents.apply', definition, admin);
}, 60_000);
afterAll(() => plant.close());

const route = (question: string, who = ben) => plant.call<Routing>('routing.route', { question }, who);
const GREASE = 'Which grease goes on the chain, the blue or the red one?';

describe('a question', () => {
  test.each([
    ['en', 'Why does P-101A trip with LSLL-305?', 'alarm-analyst'],
    ['de', 'Wie viel schuldet uns die Molkerei Süd noch?', 'debt-lookup'],
    ['vi', 'Khi nào lô hàng SH-7710 về tới kho?', 'shipment-lookup'],
    ['vi', 'cac buoc khoi dong lai noi hoi', 'procedure-guide'],
    ['en', 'thank you, that helped', null],
  ])('in %s goes where it belongs: %s', async (language, question, agent) => {
    const routed = await route(question);
    expect(routed).toMatchObject({ language, agent, clarify: null, by: 'classifier' });
    expect(routed.intents).toEqual([{ text: question, agent, confidence: routed.confidence, after: [] }]);
    expect(routed.candidates[0]).toMatchObject({ agent, confidence: routed.confidence });
  });

  test('that wants two things is taken apart, with what rests on what', async () => {
    const side = await route('Where is order 90122 and how much does Alpine Dairy owe us?');
    expect(side.intents.map(({ agent, after }) => [agent, after])).toEqual([['shipment-lookup', []], ['debt-lookup', []]]);
    const after = await route('Warum hat P-101A ausgelöst, und dann: wie fahre ich sie Schritt für Schritt wieder an?');
    expect(after.intents.map(({ agent, after }) => [agent, after])).toEqual([['alarm-analyst', []], ['procedure-guide', [0]]]);
  });

  test('that nobody can place is asked back about, in its language', async () => {
    const routed = await route('Und die andere da drüben, die neue?');
    expect(routed.language).toBe('de');
    expect(routed.clarify).toContain('Es ist nicht klar');
  });

  test('never goes to an agent that is not for the person', async () => {
    const routed = await route('How much does Alpine Dairy owe us?', vera);
    expect(routed.candidates.map(({ agent }) => agent)).not.toContain('debt-lookup');
  });
});

describe('a correction', () => {
  test('counts from the next question on, for others in other words, until an admin takes it back', async () => {
    const before = await route(GREASE);
    expect(before.agent).not.toBe('coding-helper');
    await plant.call('routing.correct', { question: GREASE, agent: 'coding-helper' }, ben);
    expect(await route('which grease goes on the chain: the BLUE or the red one')).toMatchObject({ agent: 'coding-helper', confidence: 1, by: 'correction' });
    const others = await route('Which grease goes on the chain?', admin);
    expect(others).toMatchObject({ agent: 'coding-helper', by: 'classifier' });

    const { corrections } = await plant.call<{ corrections: RoutingCorrection[] }>('routing.corrections', {}, admin);
    expect(corrections).toMatchObject([{ question: GREASE, agent: 'coding-helper', by: 'Ben' }]);
    await expect(plant.call('routing.corrections', {}, ben)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
    await plant.call('routing.forget', { id: corrections[0]?.id }, admin);
    expect((await route('Which grease goes on the chain?', admin)).agent).toBe(before.agent);
    await expect(plant.call('routing.forget', { id: corrections[0]?.id }, admin)).rejects.toMatchObject({ error: { code: 'CORRECTION_NOT_FOUND' } });
  });

  test('is refused for an agent that the person may not use', async () => {
    await expect(plant.call('routing.correct', { question: GREASE, agent: 'debt-lookup' }, vera)).rejects.toMatchObject({ error: { code: 'AGENT_NOT_FOUND' } });
  });

  test('is recorded without a word of the question', async () => {
    const { records } = await plant.call<{ records: { metadata: Record<string, unknown> }[] }>('audit.list', { event: 'routing.corrected', limit: 10 }, admin);
    expect(records.length).toBeGreaterThan(0);
    expect(JSON.stringify(records)).not.toContain('grease');
  });
});

test('an agent that an admin adds gets its questions from the next one on, by its description and a few examples', async () => {
  const question = 'Is the canteen open on the night shift and what is for dinner there?';
  const canteen = { name: 'canteen', title: 'Canteen', description: 'Says what the canteen offers today and when it is open.', prompt: 'Look up the menu of the canteen.', examples: ['What is on the menu today?', 'When does the canteen close?', 'Gibt es heute vegetarisches Essen in der Kantine?'] };
  expect((await route(question)).candidates.map(({ agent }) => agent)).not.toContain('canteen');
  await plant.call('agents.apply', canteen, admin);
  expect(await route(question)).toMatchObject({ agent: 'canteen' });
  expect(await route('How much does Alpine Dairy owe us?')).toMatchObject({ agent: 'debt-lookup' });
});
