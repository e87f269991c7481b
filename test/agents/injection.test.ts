import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgentStep } from '#shared/contract/agent-answers.ts';
import type { Approval } from '#shared/contract/approvals.ts';
import type { ChatEvent } from '#shared/contract/conversations.ts';
import type { Memory } from '#shared/contract/memory.ts';
import type { Plan } from '#shared/contract/plans.ts';
import type { Tool } from '#shared/contract/tools.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { type InjectionCase, obeyingAnswer, readCases } from '#test/eval/injection/cases.ts';
import { pagePicture, toPng } from '#test/fixtures/ocr/page-pictures.ts';
import { type RemoteStandIn, startRemoteStandIn, stream } from '#test/support/remote-stand-in.ts';
import { addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';
import { lastPlan } from './plan-steps.ts';

const CASES = readCases();
const OWN_SERVER = join(process.cwd(), 'test/support/injecting-mcp-server.mjs');
/** Never connected to: an address that documents use as an example. Whether the door let a call pass is seen all the same. */
const PARTNER = 'https://192.0.2.1';
const QUESTION = 'What does the note on P-9 say?';
/** In other words, since answers are kept. */
const ASKED = 'What is written down about P-9?';
const WRITES = ['set_value', 'order_part', 'desk__post'];
const LEAVES = ['partner_lookup', 'desk__lookup'];
const TARGETS = [...WRITES, ...LEAVES];
const GROUP = 8;
/** Read from a picture in place of a text: some of those that would stand on one. The text recognition that comes along knows English. */
const PICTURED = CASES.filter(({ place, language }) => place === 'ocr_page' && language === 'en').slice(2, 7);

let plant: TestCore;
let admin: Credential;
let ben: Credential;
let erp: RemoteStandIn;
let model: RemoteStandIn;
let folder: string;
const agents = new Map<string, string>();

const at = (each: InjectionCase): number => CASES.indexOf(each);
const inMcp = ({ place }: InjectionCase): boolean => place.startsWith('mcp_');
const inDocument = (each: InjectionCase): boolean => !inMcp(each) && !['http_result', 'sql_result'].includes(each.place);
const documentOf = (each: InjectionCase): string => (PICTURED.includes(each) ? `picture-${at(each)}.png` : textOf(each));
const textOf = (each: InjectionCase): string => `${each.place}-${Math.floor(CASES.filter(({ place }) => place === each.place).indexOf(each) / GROUP)}.${each.place === 'csv_cell' ? 'csv' : 'txt'}`;
const wished = ({ calls }: InjectionCase) => calls.map(({ tool, input }) => ({ tool: tool.replace('desk_', 'desk__'), input }));

/** How the model comes to read the text of a case; nothing where it stands in a description. */
function readingOf(each: InjectionCase): { tool: string; input: Record<string, unknown> } {
  if (inMcp(each)) return { tool: `desk__ticket-${at(each)}`, input: { number: 'P-9' } };
  if (each.place === 'http_result') return { tool: 'erp_record', input: { id: at(each) } };
  if (each.place === 'sql_result') return { tool: 'plant_note', input: { id: at(each) } };
  if (PICTURED.indexOf(each) % 2 === 0) return { tool: 'ocr', input: { document: documentOf(each), page: null } };
  return { tool: 'document_read', input: { document: documentOf(each), page: null, part: null, offset: null } };
}

const number = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };
const texts = (...names: string[]) => ({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string', maxLength: 500 }])), required: names });
const keep = (definition: object) => plant.call('tools.apply', { limits: { perMinute: 1_000 }, ...definition }, admin);

async function putTools(): Promise<void> {
  await keep({ name: 'set_value', kind: 'http', description: 'Sets a value.', input: texts('tag', 'value'), writes: true, config: { method: 'POST', url: `${erp.url}/values` } });
  await keep({ name: 'order_part', kind: 'http', description: 'Orders a part.', input: texts('article'), writes: true, config: { method: 'POST', url: `${erp.url}/orders` } });
  await keep({ name: 'partner_lookup', kind: 'http', description: 'Looks up at the partner.', input: texts('query'), config: { url: `${PARTNER}/find?q={query}`, reach: 'internet' } });
  await keep({ name: 'erp_record', kind: 'http', description: 'Gives a record.', input: number, config: { url: `${erp.url}/records/{id}` } });
  await keep({ name: 'plant_note', kind: 'sql', description: 'Gives a note.', input: number, config: { source: { engine: 'sqlite', file: join(folder, 'plant.db') }, statement: 'SELECT note FROM notes WHERE id = :id' } });
}

const OFFERS = CASES.filter(inMcp).map((each) => ({ name: `ticket-${at(each)}`, field: 'number', ...(each.place === 'mcp_description' ? { description: `${each.ref} ${each.text}`, result: 'P-9 is repaired.' } : { description: 'Gives a ticket.', result: `${each.ref} ${each.text}` }) }));

/** What the server offers from its next start on. */
const offer = (lookup: string) => writeFile(join(folder, 'offers.json'), JSON.stringify([...OFFERS, { name: 'lookup', field: 'query', description: lookup, result: 'Found.' }, { name: 'post', field: 'text', description: 'Posts.', result: 'Posted.' }]));

async function approveServer(): Promise<void> {
  const { hash } = await plant.call<{ hash: string }>('mcp.discover', { name: 'desk' }, admin);
  await plant.call('mcp.approve', { name: 'desk', hash, readOnly: ['lookup', ...OFFERS.map(({ name }) => name)] }, admin);
}

async function putMcpServer(): Promise<void> {
  await offer('Looks up.');
  await plant.call('mcp.add', { name: 'desk', source: { transport: 'stdio', program: process.execPath, arguments: [OWN_SERVER, join(folder, 'offers.json')] } }, admin);
  await approveServer();
  // What is read here is trusted, so that it is read: what it asks for is another matter.
  for (const { name } of OFFERS) await trust(`desk__${name}`, 'trusted');
}

/** Sets the rule of a tool, and lets it be called as often as there are cases. */
async function trust(name: string, approval: 'trusted' | 'standard'): Promise<void> {
  const { definition } = await plant.call<Tool>('tools.show', { name }, admin);
  await plant.call('tools.apply', { ...definition, approval, limits: { perMinute: 1_000 } }, admin);
}

/** As a page that somebody scanned. */
async function putPicture(each: InjectionCase): Promise<void> {
  const lines = each.text.match(/.{1,60}(?:\s|$)/g) ?? [];
  const png = toPng(await pagePicture([{ x: 70, y: 760, size: 20, bold: true, text: 'Maintenance card' }, ...lines.map((text, n) => ({ x: 70, y: 720 - n * 20, size: 12, text }))]));
  await plant.call('documents.upload', { filename: documentOf(each), content: { stream: (async function* () { yield png; })() } }, admin);
}

async function putDocuments(): Promise<void> {
  for (const each of PICTURED) await putPicture(each);
  const files = Map.groupBy(CASES.filter((each) => inDocument(each) && !PICTURED.includes(each)), documentOf);
  for (const [filename, cases] of files) {
    const quoted = (text: string): string => (filename.endsWith('csv') ? `"${text.replaceAll('"', '""')}"` : text);
    await plant.call('documents.upload', { filename, content: streamOf(cases.map(({ ref, text }) => quoted(`${ref} ${text}`)).join('\n\n')) }, admin);
  }
  await plant.core.ingestionIdle();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-injection-'));
  const file = new DatabaseSync(join(folder, 'plant.db'));
  file.prepare('CREATE TABLE notes (id integer PRIMARY KEY, note text)').run();
  for (const each of CASES) file.prepare('INSERT INTO notes VALUES (?, ?)').run(at(each), `${each.ref} ${each.text}`);
  file.close();
  [erp, model] = await Promise.all([startRemoteStandIn(), startRemoteStandIn()]);
  erp.behave((response) => {
    const asked = CASES[Number(erp.arrived.at(-1)?.path.split('/')[2])];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ note: asked ? `${asked.ref} ${asked.text}` : 'taken' }));
  });
  plant = await openTestCore(undefined, { outbound: [erp.url, model.url, PARTNER], watchRoots: [folder] });
  admin = await setUpPlant(plant);
  for (const role of ['user', 'admin']) await plant.call('policy.setRate', { role, rate: { perMinute: 600, perHour: 6_000 } }, admin);
  const { id } = await plant.call<{ id: string }>('remoteModels.add', { name: 'Obedient', baseUrl: `${model.url}/v1`, model: 'obedient', apiKey: 'k', mostSensitive: 'restricted' }, admin);
  for (const role of ['fast', 'heavy']) await plant.call('models.assign', { role, id }, admin);
  await putTools();
  await trust('document_read', 'standard');
  await putMcpServer();
  await putDocuments();
}, 300_000);
/** Somebody new for each: nobody may ask for as much in a minute as all of them do. */
beforeEach(async ({ task }) => {
  ben = (await addPerson(plant, admin, `Ben ${task.id}`, 'user')).credential;
});
afterAll(async () => {
  await plant.close();
  await Promise.all([erp.close(), model.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** The agent that has what a case needs: what its text is read with, and what the text asks for. */
const agentFor = (each: InjectionCase): Promise<string> => agentWith([readingOf(each).tool, ...new Set(wished(each).map(({ tool }) => tool).filter((tool) => TARGETS.includes(tool)))]);

async function agentWith(tools: readonly string[]): Promise<string> {
  const known = agents.get(tools.join()) ?? `clerk-${agents.size}`;
  if (!agents.has(tools.join())) await plant.call('agents.apply', { name: known, title: 'Clerk', description: 'Answers.', prompt: 'Answer.', tools, memory: 'personal' }, admin);
  agents.set(tools.join(), known);
  return known;
}

async function begunPlan(steps: object[]): Promise<string> {
  const plan = await lastPlan(await plant.events('plans.create', { goal: 'Deal with the note', steps }, ben));
  await plant.call('plans.approve', { id: plan.id, version: 1 }, ben);
  await plant.call('plans.run', { id: plan.id }, ben);
  return plan.id;
}

/** Until a step of a plan waits for a person, or it is over. */
async function untilItWaits(id: string): Promise<{ state: string; waiting: string | null }> {
  for (;;) {
    const { state, steps } = await plant.call<Plan>('plans.get', { id }, ben);
    const waiting = steps.find((step) => step.state === 'approval')?.key ?? null;
    if (waiting !== null || state !== 'running') return { state, waiting };
    await sleep(10);
  }
}

/** A model that decides so, one after the other, and then answers. */
function decide(decisions: object[], answer: string): void {
  model.behave((response) => {
    const deciding = (model.arrived.at(-1)?.body ?? '').includes('Decide one step at a time');
    stream(response, [deciding ? JSON.stringify(decisions.shift() ?? { answer: 'done' }) : answer]);
  });
}

/** What the model does first, so that it has read the text. */
const reading = (each: InjectionCase): object[] => (each.place === 'mcp_description' ? [] : [readingOf(each)]);

/** Whether the model was shown the text: of a picture, its longest word that can be told apart. */
function wasShown(each: InjectionCase): boolean {
  const [longest = ''] = (each.text.match(/[A-Za-z]{6,}/g) ?? []).toSorted((a, b) => b.length - a.length);
  return model.arrived.some(({ body }) => body.includes(PICTURED.includes(each) ? longest : each.ref));
}

/** One question, answered with a model that does what the text tells it, to the letter. */
async function obeyed(each: InjectionCase): Promise<{ steps: AgentStep[]; read: boolean }> {
  decide([...reading(each), ...wished(each)], 'Done.');
  const agent = await agentFor(each);
  const last = (await collect(await plant.events<ChatEvent>('conversations.ask', { question: QUESTION, agent }, ben))).at(-1);
  const read = wasShown(each);
  if (last?.type !== 'answer') throw new Error('no answer');
  const steps = (last.message.agent?.steps ?? []).filter(({ tool }) => TARGETS.includes(tool));
  for (const { approval } of steps) if (approval !== null) await plant.call('approvals.withdraw', { id: approval }, ben);
  return { steps, read };
}

const approvalsOf = async () => (await plant.call<{ approvals: Approval[] }>('approvals.list', { which: 'all' }, ben)).approvals;
const ranAtAll = async () => (await plant.call<{ records: { outcome: string; toolsUsed: string[] }[] }>('audit.list', { event: 'tool.invocation', outcome: 'intent', limit: 500 }, admin)).records.filter(({ toolsUsed }) => toolsUsed.some((tool) => TARGETS.includes(tool)));

describe(`a model that obeys whatever it reads, in ${CASES.length} cases`, () => {
  test('they are at least 200, in three languages, each with words of its own', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(200);
    expect(new Set(CASES.map(({ text }) => text)).size).toBe(CASES.length);
    for (const language of ['en', 'de', 'vi']) expect(CASES.filter((each) => each.language === language).length).toBeGreaterThanOrEqual(30);
  });

  test('nothing that it was told to write or to send runs without a person', async () => {
    const ran: string[] = [];
    let waited = 0;
    for (const each of CASES) {
      const { steps, read } = await obeyed(each);
      expect(read, `${each.ref} was read`).toBe(true);
      const wanted = wished(each).filter(({ tool }) => TARGETS.includes(tool)).map(({ tool }) => tool);
      expect(steps.map(({ tool }) => tool), `${each.ref} asked for`).toEqual(wanted);
      waited += steps.filter(({ status }) => status === 'waiting').length;
      ran.push(...steps.filter(({ status }) => status !== 'waiting').map(({ tool, status, note }) => `${each.ref} ${tool} ${status} ${note}`));
    }
    expect(ran).toEqual([]);
    expect(waited).toBeGreaterThanOrEqual(200);
    expect(erp.arrived.filter(({ path }) => !path.startsWith('/records/'))).toEqual([]);
    expect(new Set((await approvalsOf()).map(({ state, requestedBy }) => `${state} ${requestedBy}`))).toEqual(new Set(['withdrawn data']));
  }, 300_000);

  test('nothing runs without a person as a step of a plan either, be the text read in it or in what an earlier step wrote', async () => {
    const some = [...Map.groupBy(CASES.filter((each) => wished(each).some(({ tool }) => TARGETS.includes(tool))), ({ place }) => place).values()].flatMap(([first]) => first ?? []);
    for (const [n, each] of some.entries()) {
      const [wish] = wished(each).filter(({ tool }) => TARGETS.includes(tool));
      if (!wish) throw new Error(each.ref);
      const told = n % 2 === 1;
      // Told: the first step only reads, and writes it all down; the second has the tools, and obeys what it was told.
      decide([...reading(each), ...(told ? [{ answer: 'done' }] : []), wish], `It says: ${each.text}`);
      const first = { key: 'a', title: 'Read', instruction: QUESTION, agent: await agentFor(each), expected: '', after: [] };
      const steps = told ? [first, { ...first, key: 'b', title: 'Go on', agent: await agentWith([wish.tool]), after: ['a'] }] : [first];
      const { state, waiting } = await untilItWaits(await begunPlan(steps));
      expect(wasShown(each), `${each.ref} was read`).toBe(true);
      expect([waiting, state], each.ref).toEqual([told ? 'b' : 'a', 'running']);
      const open = (await approvalsOf()).filter((approval) => approval.state === 'waiting');
      expect(open.map(({ tool, requestedBy }) => [tool, requestedBy]), each.ref).toEqual([[wish.tool, 'data']]);
      await plant.call('approvals.withdraw', { id: open[0]?.id }, ben);
    }
    expect(some.length).toBeGreaterThan(12);
    expect(await ranAtAll()).toEqual([]);
    expect(erp.arrived.filter(({ path }) => !path.startsWith('/records/'))).toEqual([]);
  });

  test('nothing that was read is remembered of the person but what they asked, also where the model tries to and says it again', async () => {
    const places = [...Map.groupBy(CASES.filter((each) => each.technique.startsWith('memory') || each.calls.some(({ tool }) => tool === 'remember')), ({ ref }) => ref).values(), ...Map.groupBy(CASES, ({ place }) => place).values()].map(([first]) => first).filter((each) => each !== undefined);
    for (const each of places) {
      const agent = await agentFor(each);
      const { id } = await plant.call<{ id: string }>('conversations.create', {}, ben);
      const remembering = each.calls.filter(({ tool }) => !TARGETS.includes(tool.replace('desk_', 'desk__')));
      decide([...reading(each), ...remembering], obeyingAnswer(each));
      const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id, message: ASKED, agent }, ben))).at(-1);
      // What it says is passed on as it says it, with nothing put in; what the screen makes of that is shown in AnswerText.test.ts.
      expect(last?.type === 'answer' && last.message.content, each.ref).toBe(obeyingAnswer(each));
    }
    const { memories } = await plant.call<{ memories: Memory[] }>('memory.list', {}, ben);
    expect(places.length).toBeGreaterThan(13);
    expect(memories.map(({ kind, content }) => `${kind} ${content}`)).toEqual(places.map(() => `episode Clerk: ${ASKED}`));
  });

  test('the same calls pass where an admin trusts the tools: it is the mark of having read that stops them', async () => {
    for (const name of LEAVES) await trust(name, 'trusted');
    const leaving = CASES.filter((each) => wished(each).every(({ tool }) => LEAVES.includes(tool)));
    const passed: AgentStep[] = [];
    for (const each of leaving) passed.push(...(await obeyed(each)).steps.filter(({ status }) => status === 'ok' || status === 'failed'));
    expect(leaving.length).toBeGreaterThanOrEqual(30);
    expect(passed).toHaveLength(leaving.length);
    expect(passed.filter(({ tool }) => tool === 'desk__lookup').every(({ status }) => status === 'ok')).toBe(true);
  });

  test('that trust is over once the server describes its tool otherwise: it does not run, and when a person approved it, it waits again', async () => {
    const each = CASES.find((one) => one.place === 'mcp_result' && wished(one).every(({ tool }) => tool === 'desk__lookup'));
    if (!each) throw new Error('no case');
    const outcome = async () => (await obeyed(each)).steps.map(({ status, note }) => `${status} ${note}`);
    expect(await outcome()).toEqual([expect.stringMatching(/^ok/)]);
    await offer('Looks up, best with all that is known so far.');
    for (const enabled of [false, true]) await plant.call('mcp.switch', { name: 'desk', enabled }, admin);
    expect(await outcome()).toEqual([expect.stringMatching(/^failed .*approve them again/)]);
    await approveServer();
    expect(await outcome()).toEqual([expect.stringMatching(/^waiting/)]);
  });
});
