import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Agent, AgentDefinition, AgentTemplate, OfferedAgent } from '#shared/contract/agents.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { LABELS } from '#shared/contract/permissions.ts';
import type { Memory, MemoryOutlook } from '#shared/contract/memory.ts';
import type { ToolResult } from '#shared/contract/tools.ts';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

let plant: TestCore;
let admin: Credential;
let ben: Credential;
let vera: Credential;
beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
  ben = (await addPerson(plant, admin, 'Ben', 'user')).credential;
  vera = (await addPerson(plant, admin, 'Vera', 'viewer')).credential;
});
afterAll(() => plant.close());

const STOCK = { name: 'stock', title: 'Stock', description: 'Says what is in the store.', prompt: 'Look it up.', tools: ['get_stock'], roles: ['admin', 'user'] };
const apply = (definition: object) => plant.call<Agent>('agents.apply', definition, admin);
const mine = async (who: Credential) => (await plant.call<{ agents: OfferedAgent[] }>('agents.mine', {}, who)).agents.map(({ name }) => name);

async function answered(input: object, who = ben): Promise<{ events: ChatEvent[]; message: Message }> {
  const events = await collect(await plant.events<ChatEvent>('conversations.ask', input, who));
  const last = events.at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  return { events, message: last.message };
}

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

describe('what is remembered of a person', () => {
  const keep = (content: string, more: object = {}, who = ben) => plant.call<Memory>('memory.keep', { kind: 'fact', content, ...more }, who);
  const remembered = async (who = ben) => (await plant.call<{ memories: Memory[] }>('memory.list', {}, who)).memories.map(({ content }) => content);
  const read = async (about: string) => {
    const outcome = await plant.call<ToolResult>('tools.test', { name: 'memory_read', arguments: { about } }, admin);
    return outcome.status === 'ok' ? (outcome.output as { memories: { content: string }[] }).memories.map(({ content }) => content) : outcome.sentence;
  };

  test('is written, changed and forgotten by them alone, and seen by nobody else', async () => {
    const { id } = await keep('I work on line 2.');
    await plant.call('memory.change', { id, content: 'I work on line 3.' }, ben);
    expect(await remembered()).toEqual(['I work on line 3.']);
    expect(await remembered(admin)).toEqual([]);
    await expect(plant.call('memory.forget', { id }, admin)).rejects.toMatchObject({ error: { code: 'MEMORY_NOT_FOUND' } });
    await plant.call('memory.forget', { id }, ben);
    expect(await remembered()).toEqual([]);
  });

  test('is recalled where it bears on the question, a preference always, and never beyond their clearance or its time', async () => {
    await keep('Pump P-9 is called Bertha in our shift.', { kind: 'concept' }, admin);
    await keep('Give pressures in bar.', { kind: 'preference' }, admin);
    await keep('The canteen opens at seven.', {}, admin);
    await keep('Bertha was repaired yesterday.', { expiresAt: '2020-01-01T00:00:00.000Z' }, admin);
    expect(await read('What is wrong with Bertha?')).toEqual(['Give pressures in bar.', 'Pump P-9 is called Bertha in our shift.']);
    await keep('The formula of line 2 is secret.', { label: 'restricted' }, vera);
    expect(await remembered(vera)).toEqual([]);
  });

  test('has its limits, set by an admin', async () => {
    await plant.call('memory.setLimits', { episodes: 2, kept: 1, days: 7 }, admin);
    await keep('One.');
    await expect(keep('Two.')).rejects.toMatchObject({ error: { code: 'MEMORY_FULL' } });
    await expect(plant.call('memory.setLimits', { episodes: 2, kept: 1, days: 7 }, ben)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
    expect(await plant.call<MemoryOutlook>('memory.limits', {}, admin)).toEqual({ limits: { episodes: 2, kept: 1, days: 7 }, people: 3, most: { episodes: 0, kept: 3 }, goes: 0, full: 3 });
    expect(await plant.call<MemoryOutlook>('memory.limits', { kept: 2 }, admin)).toMatchObject({ limits: { kept: 1 }, full: 1 });
    await expect(plant.call('memory.limits', {}, ben)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
    expect(await plant.call('memory.forgetAll', {}, ben)).toEqual({ forgotten: 1 });
    await plant.call('memory.setLimits', { episodes: 2, kept: 200, days: 7 }, admin);
  });
});

describe('with a language model', () => {
  let models: string;
  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'millwright-agents-'));
  });
  afterAll(() => rm(models, { recursive: true, force: true }));

  /** A model that decides for one call, again and again, and writes one answer. */
  async function install(decision: object, answer: readonly string[]): Promise<void> {
    const { models: installed } = await plant.call<{ models: { id: string; format: string }[] }>('models.list', {}, admin);
    for (const { id, format } of installed) if (format === 'gguf') await plant.call('models.remove', { id }, admin);
    const path = join(models, 'decides.gguf');
    makeScriptedGguf(path, { answer, otherwise: [JSON.stringify(decision)] });
    await collect(await plant.events('models.import', { filename: 'decides.gguf', content: { stream: createReadStream(path) } }, admin));
  }

  test('an agent calls a tool, tells each step, and answers from what came back', async () => {
    await install({ tool: 'calculator', input: { expression: '6.5 bar * 2 m^2', unit: 'kN' } }, ['The force', ' is 1300', ' kN.']);
    await apply({ ...STOCK, name: 'sums', title: 'Sums', tools: ['calculator'], format: 'structured_json' });
    const { events, message } = await answered({ question: 'What force do 6.5 bar make on 2 square metres?', agent: 'sums' });
    expect(events.flatMap((event) => (event.type === 'action' ? [event.step.status] : []))).toEqual(['running', 'ok']);
    expect(message.agent?.steps).toMatchObject([{ n: 1, agent: 'sums', tool: 'calculator', arguments: { expression: '6.5 bar * 2 m^2', unit: 'kN' }, status: 'ok' }]);
    expect(message).toMatchObject({ mode: 'generated', content: 'The force is 1300 kN.', unsupported: [] });
    expect(message.agent?.output).toEqual({ format: 'structured_json', hints: { type: 'json', open: 2 }, data: { 'calculator 1': { value: 1300, unit: 'kN' } } });
  });

  test('an agent that may know the person gets what bears on the question, and what it did for them is remembered in their own words', async () => {
    await plant.call('memory.keep', { kind: 'preference', content: 'Give forces in kN.' }, ben);
    await apply({ ...STOCK, name: 'sums', title: 'Sums', tools: ['calculator'], memory: 'personal' });
    const { id } = await plant.call<{ id: string }>('conversations.create', {}, ben);
    for (const question of ['What force one?', 'What force two?', 'What force three?']) await collect(await plant.events('conversations.chat', { id, message: question, agent: 'sums' }, ben));
    const { memories } = await plant.call<{ memories: Memory[] }>('memory.list', {}, ben);
    expect(memories.map(({ kind, content }) => [kind, content])).toEqual([['episode', 'Sums: What force three?'], ['episode', 'Sums: What force two?'], ['preference', 'Give forces in kN.']]);
    const days = (new Date(memories[0]?.expiresAt ?? 0).getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(7);
  });

  test('lower limits say before how many tasks they cost, and cost none of who is under legal hold', async () => {
    const { id } = await plant.call<{ id: string }>('conversations.create', {}, ben);
    const remember = async (question: string): Promise<string[]> => {
      await collect(await plant.events('conversations.chat', { id, message: question, agent: 'sums' }, ben));
      return (await plant.call<{ memories: Memory[] }>('memory.list', {}, ben)).memories.filter(({ kind }) => kind === 'episode').map(({ content }) => content);
    };
    expect(await plant.call('memory.limits', { episodes: 0 }, admin)).toMatchObject({ most: { episodes: 2 }, goes: 2 });
    const { user } = await plant.call<{ user: { id: string } }>('auth.whoami', {}, ben);
    await plant.call('privacy.hold', { id: user.id, reason: 'A claim is pending.' }, admin);
    expect(await plant.call('memory.limits', { episodes: 0 }, admin)).toMatchObject({ most: { episodes: 2 }, goes: 0 });
    expect(await remember('What force four?')).toHaveLength(3);
    await plant.call('privacy.release', { id: user.id, reason: 'It is settled.' }, admin);
    expect(await remember('What force five?')).toEqual(['Sums: What force five?', 'Sums: What force four?']);
  });

  test('what a tool gave is shown no more to whoever may not see things of its label any more', async () => {
    const { definition } = await plant.call<{ definition: object }>('tools.show', { name: 'calculator' }, admin);
    await plant.call('tools.apply', { ...definition, label: 'restricted' }, admin);
    const cy = await addPerson(plant, admin, 'Cy', 'user');
    const { id } = await plant.call<{ id: string }>('conversations.create', {}, cy.credential);
    await collect(await plant.events('conversations.chat', { id, message: 'What force is it?', agent: 'sums' }, cy.credential));
    const last = async () => (await plant.call<{ messages: Message[] }>('conversations.get', { id }, cy.credential)).messages.at(-1);
    expect(await last()).toMatchObject({ label: 'restricted', agent: { label: 'restricted', steps: [{ status: 'ok', note: expect.stringContaining('1300') as string }] } });
    await plant.call('policy.setPersonClearance', { id: cy.id, clearance: 'internal' }, admin);
    const hidden = JSON.stringify(await last());
    expect(hidden).toContain('may no longer read');
    expect(hidden).not.toMatch(/1300|6\.5 bar/);
    await plant.call('tools.remove', { name: 'calculator' }, admin);
  });

  test('the data analyst, as it comes, draws a chart of a CSV document', async () => {
    const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'energy.csv', content: streamOf('month,compressor_kwh\n2026-01-01,410\n2026-02-01,398\n2026-03-01,386\n') }, admin);
    const { templates } = await plant.call<{ templates: AgentTemplate[] }>('agents.templates', {}, admin);
    await apply(templates.find(({ definition }) => definition.name === 'data-analyst')?.definition ?? {});
    await install({ tool: 'table_read', input: { document: 'energy.csv', sheet: null, columns: null, column: null, holding: null, from: null, limit: null } }, ['The use', ' falls', ' every month.']);
    const { message } = await answered({ question: 'Show the energy use of the compressors by month', agent: 'data-analyst' });
    expect(message.agent?.steps).toMatchObject([{ tool: 'table_read', status: 'ok' }]);
    expect(message.agent?.output).toMatchObject({ format: 'chart_data', hints: { type: 'chart', chart: 'line', x: 'month', y: ['compressor_kwh'] }, data: { rows: [['2026-01-01', 410], ['2026-02-01', 398], ['2026-03-01', 386]] } });
    await plant.call('documents.delete', { id: document.id }, admin);
    await plant.call('agents.remove', { name: 'data-analyst' }, admin);
  });

  test('what the question does not say is asked for, and the tool is called with what the person fills in', async () => {
    await install({ tool: 'ask_person', input: { tool: 'calculator', missing: ['expression'], question: 'What is to be worked out?' } }, ['The result', ' is 7', ' now.']);
    const { message } = await answered({ question: 'Work it out.', agent: 'sums' });
    expect(message).toMatchObject({ content: 'What is to be worked out?', unsupported: [], agent: { steps: [], needs: { tool: 'calculator', missing: ['expression'] } } });
    await install({ tool: 'calculator', input: { expression: '3 + 4', unit: null } }, ['The result', ' is 7', ' now.']);
    const filled = await answered({ question: 'Work it out.', agent: 'sums', given: { tool: 'calculator', arguments: { expression: '3 + 4' } } });
    expect(filled.message).toMatchObject({ content: 'The result is 7 now.', unsupported: [], agent: { steps: [{ tool: 'calculator', arguments: { expression: '3 + 4' }, status: 'ok' }], needs: null } });
  });

  test('whoever fits: the question decides, and says whom it took', async () => {
    await install({ tool: 'rag_search', input: { query: 'alarm E-217', top: null, documents: null } }, ['Nothing', ' was', ' found.']);
    const { events, message } = await answered({ question: 'What does alarm E-217 on the compressor mean?', mode: 'auto' });
    expect(events[0]).toMatchObject({ type: 'routed', agent: 'alarm-analyst', clarify: null });
    expect(message.agent).toMatchObject({ name: 'alarm-analyst', steps: [{ tool: 'rag_search' }] });
  });

  test('several wishes in one message are followed, each by its agent, and make one answer', async () => {
    const { events, message } = await answered({ question: 'What does alarm E-217 on the compressor mean? And how do I start up the feed pump after maintenance?', mode: 'auto' });
    expect(events[0]).toMatchObject({ type: 'routed' });
    expect(message.agent?.title).toBe('Alarm and fault analyst + Procedure guide');
    expect(message.agent?.steps.map(({ n }) => n)).toEqual([1, 2]);
    // They run side by side: whichever was first.
    expect(message.agent?.steps.map(({ agent, tool }) => [agent, tool]).toSorted()).toEqual([['alarm-analyst', 'rag_search'], ['procedure-guide', 'rag_search']]);
  });

  test('a question that nobody can place says so wherever it is read, and once its person chose, whom', async () => {
    const { id } = await plant.call<{ id: string }>('conversations.create', {}, ben);
    const chat = async (more: object) => collect(await plant.events<ChatEvent>('conversations.chat', { id, message: 'Und die andere da drüben, die neue?', ...more }, ben));
    const read = async () => (await plant.call<{ messages: Message[] }>('conversations.get', { id }, ben)).messages;
    expect((await chat({ mode: 'auto' })).at(-1)).toMatchObject({ type: 'answer', message: { agent: null, routed: { chosen: null } } });
    const [asked, answer] = await read();
    const candidate = answer?.routed?.candidates.find(({ agent }) => agent !== null)?.agent;
    await chat({ mode: 'agent', agent: candidate, replaces: asked?.id });
    const [again, chosen] = await read();
    expect(chosen).toMatchObject({ agent: { name: candidate }, routed: { candidates: answer?.routed?.candidates, chosen: candidate } });
    await chat({ message: 'Something else?', mode: 'agent', agent: candidate, replaces: again?.id });
    expect((await read()).map(({ routed }) => routed)).toEqual([null, null]);
  });

  test('a number that no tool gave is marked', async () => {
    await install({ tool: 'calculator', input: { expression: '1 + 1', unit: null } }, ['The answer', ' is 77', ' units.']);
    expect((await answered({ question: 'What is 1 + 1?', agent: 'sums' })).message.unsupported).toHaveLength(1);
  });

  test('passages that it found are cited and checked like those of a search, and stay with the conversation', async () => {
    await plant.call('documents.upload', { filename: 'pump P-9.txt', content: streamOf('The relief valve of pump P-9 opens at 12 bar.') }, admin);
    await plant.core.ingestionIdle();
    await install({ tool: 'rag_search', input: { query: 'relief valve of pump P-9', top: null, documents: null } }, ['The relief valve', ' of P-9', ' opens at', ' 12 bar', ' [1]', '.']);
    const { id } = await plant.call<{ id: string }>('conversations.create', {}, ben);
    const events = await collect(await plant.events<ChatEvent>('conversations.chat', { id, message: 'When does the valve of P-9 open?', agent: 'document-analyst' }, ben));
    expect(events.at(-1)).toMatchObject({ type: 'answer', message: { unsupported: [], citations: [{ n: 1, document: { filename: 'pump P-9.txt' } }] } });
    const { messages } = await plant.call<{ messages: Message[] }>('conversations.get', { id }, ben);
    expect(messages.at(-1)?.agent).toMatchObject({ name: 'document-analyst', steps: [{ tool: 'rag_search', status: 'ok' }], output: { format: 'summary_text' } });
  });

  test('an agent with collections looks in these alone, and one whose collections are gone in none', async () => {
    const { id } = await plant.call<{ id: string }>('collections.create', { name: 'Pumps' }, admin);
    await apply({ ...STOCK, name: 'pumps', tools: ['rag_search', 'document_read'], collections: ['pumps'] });
    const steps = async () => (await answered({ question: 'When does the relief valve of pump P-9 open?', agent: 'pumps' })).events.flatMap((event) => (event.type === 'passages' ? [event.passages.length] : []));
    expect(await steps()).toEqual([0]);
    const { documents } = await plant.call<{ documents: { id: string }[] }>('documents.list', {}, admin);
    await plant.call('collections.assign', { id, add: documents.map((each) => each.id) }, admin);
    expect(await steps()).toEqual([1]);
    await plant.call('collections.delete', { id }, admin);
    expect(await steps()).toEqual([0]);
  });

  test('what it read of a document is cited like a passage', async () => {
    await install({ tool: 'document_read', input: { document: 'pump P-9.txt', page: null, part: null, offset: null } }, ['The relief valve', ' of P-9', ' opens at', ' 12 bar', ' [1]', '.']);
    const { message } = await answered({ question: 'When does the relief valve of pump P-9 open?', agent: 'document-analyst' });
    expect(message).toMatchObject({ unsupported: [], citations: [{ n: 1, document: { filename: 'pump P-9.txt' } }], agent: { steps: [{ tool: 'document_read', status: 'ok' }] } });
    await install({ tool: 'rag_search', input: { query: 'relief valve of pump P-9', top: null, documents: null } }, ['The relief valve', ' of P-9', ' opens at', ' 12 bar', ' [1]', '.']);
  });

  test('both: the agent and the documents make one answer', async () => {
    const { message } = await answered({ question: 'When does the relief valve of pump P-9 open?', agent: 'document-analyst', mode: 'both' });
    expect(message.agent?.steps).toHaveLength(1);
    expect(message.steps.length).toBeGreaterThan(0);
    expect(message.citations).toHaveLength(1);
  });

  test('an agent with a model of its own is answered for by that one, unless the person thinks harder or the plant has none of its name', async () => {
    const path = join(models, 'specialist.gguf');
    makeScriptedGguf(path, { name: 'specialist', answer: ['It opens', ' at', ' 12 bar', ' [1]', '.'] });
    const { models: before } = await plant.call<{ models: { id: string; name: string; format: string }[] }>('models.list', {}, admin);
    const usual = before.find(({ format }) => format === 'gguf')?.id;
    await plant.call('models.assign', { role: 'fast', id: usual }, admin);
    const events = await collect(await plant.events<{ model?: { id: string } }>('models.import', { filename: 'specialist.gguf', content: { stream: createReadStream(path) } }, admin));
    await apply({ ...STOCK, model: 'specialist', tools: ['no_such_tool'] });
    const question = { question: 'When does the relief valve of pump P-9 open?', agent: 'stock' };
    expect((await answered(question)).message.model).toBe('specialist');
    expect((await answered({ ...question, model: 'fast' })).message.model).toBe('scripted');
    await plant.call('models.remove', { id: events.at(-1)?.model?.id }, admin);
    expect((await answered(question)).message.model).toBe('scripted');
  });

  test('the documents answer where the agent has no tool to use, and say nothing of it that is not so', async () => {
    await apply({ ...STOCK, tools: ['no_such_tool'] });
    const { message } = await answered({ question: 'When does the relief valve of pump P-9 open?', agent: 'stock' });
    expect(message).toMatchObject({ mode: 'generated', agent: { name: 'stock', steps: [] } });
    expect(message.citations).toHaveLength(1);
    await expect(answered({ question: 'x', agent: 'stock' }, vera)).rejects.toMatchObject({ error: { code: 'AGENT_NOT_FOUND' } });
  });
});

describe('whatever is asked of whichever agent by whoever', () => {
  const ROLE_ORDER = ['viewer', 'user', 'admin'] as const;
  const CLEARED = { viewer: 2, user: 3, admin: 3 } as const;
  /** What each tool needs; `time` is switched off. */
  const NEEDS = { calculator: { role: 'admin', label: 'public' }, unit_convert: { role: 'viewer', label: 'restricted' }, document_list: { role: 'user', label: 'internal' }, memory_read: { role: 'viewer', label: 'public' }, time: null } as const;
  const ARGUMENTS = { calculator: { expression: '1 + 1' }, unit_convert: { value: 1, from: 'bar', to: 'Pa' }, document_list: {}, memory_read: { about: 'x' }, time: {}, drop_tables: {} };
  const AGENTS = [
    { name: 'all-of-them', tools: ['calculator', 'unit_convert', 'document_list', 'memory_read', 'time', 'drop_tables'], roles: ['admin', 'user', 'viewer'] },
    { name: 'two-of-them', tools: ['calculator', 'memory_read'], roles: ['admin', 'user', 'viewer'] },
    { name: 'of-admins', tools: ['document_list', 'unit_convert'], roles: ['admin'] },
    { name: 'switched-off', tools: ['memory_read'], roles: ['admin', 'user', 'viewer'], enabled: false },
  ];
  type Tool = keyof typeof ARGUMENTS;

  beforeAll(async () => {
    const { models } = await plant.call<{ models: { id: string; format: string }[] }>('models.list', {}, admin);
    for (const { id, format } of models) if (format === 'gguf') await plant.call('models.remove', { id }, admin);
    for (const role of ROLE_ORDER) await plant.call('policy.setRate', { role, rate: { perMinute: 600, perHour: 6_000 } }, admin);
    for (const agent of AGENTS) await apply({ ...STOCK, ...agent });
    for (const [name, needs] of Object.entries(NEEDS)) {
      const { definition } = await plant.call<{ definition: object }>('tools.show', { name }, admin);
      await plant.call('tools.apply', { ...definition, ...(needs === null ? { enabled: false } : { minimumRole: needs.role, label: needs.label }) }, admin);
    }
  });

  test('a call is made where the person, the agent and the tool all allow it, and nowhere else', async () => {
    const people = { admin, user: ben, viewer: vera };
    const all = ROLE_ORDER.flatMap((role) => AGENTS.flatMap((agent) => (Object.keys(ARGUMENTS) as Tool[]).map((tool) => ({ role, agent, tool }))));
    const made: string[] = [];
    for (const { role, agent, tool } of all) {
      const needs = tool === 'drop_tables' ? null : NEEDS[tool];
      const usable = agent.enabled !== false && agent.roles.includes(role);
      const allowed = usable && agent.tools.includes(tool) && needs !== null && ROLE_ORDER.indexOf(role) >= ROLE_ORDER.indexOf(needs.role) && CLEARED[role] >= LABELS.indexOf(needs.label);
      const steps = await answered({ question: 'x', agent: agent.name, given: { tool, arguments: ARGUMENTS[tool] } }, people[role]).then(({ message }) => message.agent?.steps.map(({ status }) => status) ?? [], (error: { error?: { code?: string } }) => error.error?.code);
      expect(steps, `${role} ${agent.name} ${tool}`).toEqual(usable ? [allowed ? 'ok' : 'refused'] : 'AGENT_NOT_FOUND');
      if (allowed) made.push(tool);
    }
    expect([all.length, made.length]).toEqual([72, 14]);
  });
});
