import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Approval } from '#shared/contract/approvals.ts';
import type { ChatEvent } from '#shared/contract/conversations.ts';
import { LABELS, type Role } from '#shared/contract/permissions.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { type RemoteStandIn, startRemoteStandIn, stream } from '#test/support/remote-stand-in.ts';
import { addPerson, collect, openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';

const PEOPLE = ['ben', 'cai'] as const;
const TOOLS = ['look', 'order'] as const;
const AGENTS = ['clerk', 'helper'] as const;
type Person = (typeof PEOPLE)[number];
type ToolName = (typeof TOOLS)[number];
type AgentName = (typeof AGENTS)[number];

const ROLE_ORDER: readonly Role[] = ['viewer', 'user', 'admin'];
/** What a role may see unless something less was set for the person. */
const CLEARED = { viewer: 'confidential', user: 'restricted', admin: 'restricted', auditor: 'public' } as const;

interface Rights {
  role: Role;
  clearance: 'public' | null;
}
interface ToolSet {
  minimumRole: 'viewer' | 'user' | 'admin';
  label: 'public' | 'restricted';
  enabled: boolean;
}
interface AgentSet {
  tools: ToolName[];
  roles: Role[];
  enabled: boolean;
}

/** Mostly what opens a gate, so that each of them is often the only one that is shut. */
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> => fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const anyRights: fc.Arbitrary<Rights> = fc.record({ role: mostly<Role>('user', 'viewer', 'admin', 'auditor'), clearance: mostly<'public' | null>(null, 'public') });
const anyTool: fc.Arbitrary<ToolSet> = fc.record({ minimumRole: mostly<ToolSet['minimumRole']>('user', 'viewer', 'admin'), label: mostly<ToolSet['label']>('public', 'restricted'), enabled: mostly(true, false) });
const anyAgent: fc.Arbitrary<AgentSet> = fc.record({ tools: mostly<ToolName[]>(['look', 'order'], ['look'], ['order'], []), roles: mostly<Role[]>(['admin', 'user', 'viewer'], ['admin'], ['viewer']), enabled: mostly(true, false) });
const anyStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('ask' as const), who: fc.constantFrom(...PEOPLE), agent: fc.constantFrom(...AGENTS), tool: mostly<ToolName>('order', 'look'), way: fc.constantFrom('model' as const, 'handed over' as const, 'form' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('approve' as const), which: fc.nat(5), meanwhile: fc.option(anyRights, { nil: null, freq: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rights' as const), who: fc.constantFrom(...PEOPLE), set: anyRights }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tool' as const), name: fc.constantFrom(...TOOLS), set: anyTool }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('agent' as const), name: fc.constantFrom(...AGENTS), set: anyAgent }) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;
type Ask = Extract<Step, { kind: 'ask' }>;

let plant: TestCore;
let admins: Credential[];
let model: RemoteStandIn;
let erp: RemoteStandIn;
const people = new Map<Person, { id: string; credential: Credential }>();
/** Numbers of the calls that arrived at the other system. */
const arrived: number[] = [];

beforeAll(async () => {
  [model, erp] = await Promise.all([startRemoteStandIn(), startRemoteStandIn()]);
  erp.behave((response) => {
    arrived.push(Number(/\d+$/.exec(erp.arrived.at(-1)?.path ?? '')?.[0]));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}');
  });
  plant = await openTestCore(undefined, { outbound: [erp.url, model.url] });
  const ada = await setUpPlant(plant);
  // Two, since what one of them may change in a minute is limited.
  admins = [ada, (await addPerson(plant, ada, 'Zoe', 'admin')).credential];
  for (const name of PEOPLE) people.set(name, await addPerson(plant, ada, name, 'user'));
  for (const role of ['viewer', 'user', 'admin']) await plant.call('policy.setRate', { role, rate: { perMinute: 600, perHour: 6_000 } }, ada);
  const { id } = await plant.call<{ id: string }>('remoteModels.add', { name: 'Obedient', baseUrl: `${model.url}/v1`, model: 'obedient', apiKey: 'k', mostSensitive: 'restricted' }, ada);
  for (const role of ['fast', 'heavy']) await plant.call('models.assign', { role, id }, ada);
  await setAgent('front', { tools: [], roles: ['admin', 'user', 'viewer'], enabled: true }, ['helper']);
});
afterAll(async () => {
  await plant.close();
  await Promise.all([model.close(), erp.close()]);
});

let turns = 0;
const changing = <T>(operation: string, input: object): Promise<T> => plant.call<T>(operation, input, admins[(turns += 1) % admins.length]);
const personOf = (name: Person): { id: string; credential: Credential } => people.get(name) ?? { id: '', credential: { kind: 'none' } };

async function setRights(who: Person, { role, clearance }: Rights): Promise<void> {
  await changing('users.setRole', { id: personOf(who).id, role });
  await changing('policy.setPersonClearance', { id: personOf(who).id, clearance });
}
const setTool = (name: ToolName, set: ToolSet) => changing('tools.apply', {
  name, kind: 'http', description: `Does ${name}.`, input: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }, writes: name === 'order', limits: { perMinute: 600 },
  config: { method: name === 'order' ? 'POST' : 'GET', url: `${erp.url}/${name}/{n}` }, ...set,
});
const setAgent = (name: string, set: AgentSet, agents: AgentName[] = []) => changing('agents.apply', { name, title: name, description: 'Helps.', prompt: 'Help.', agents, ...set });

/** A model that wants these calls, one after the other, whoever asks and whatever it is offered. */
function wants(decisions: object[]): void {
  model.behave((response) => {
    const deciding = (model.arrived.at(-1)?.body ?? '').includes('Decide one step at a time');
    stream(response, [deciding ? JSON.stringify(decisions.shift() ?? { answer: 'done' }) : 'Done.']);
  });
}

/** Asks so that a call of this number is wanted; gives the approval that it waits for. */
async function ask({ who, agent, tool, way }: Ask, n: number): Promise<string | null> {
  const call = { tool, input: { n } };
  wants(way === 'handed over' ? [{ tool: 'hand_over', input: { agent: 'helper', task: 'Do it.' } }, call] : way === 'model' ? [call] : []);
  const form = way === 'form' ? { given: { tool, arguments: { n } } } : {};
  try {
    const last = (await collect(await plant.events<ChatEvent>('conversations.ask', { question: 'Do it.', agent: way === 'handed over' ? 'front' : agent, ...form }, personOf(who).credential))).at(-1);
    return (last?.type === 'answer' && last.message.agent?.steps.find(({ approval }) => approval !== null)?.approval) || null;
  } catch {
    return null;
  }
}

async function approve(id: string): Promise<void> {
  await plant.call('approvals.approve', { id }, { kind: 'owner', tenant: null });
  await expect.poll(async () => (await plant.call<Approval>('approvals.show', { id }, admins[0])).state, { timeout: 20_000, interval: 10 }).not.toMatch(/^(?:waiting|approved|running)$/);
}

/** What the person may do, said again in other words than the gates say it. */
function may({ role, clearance }: Rights, { minimumRole, label, enabled }: ToolSet, writes: boolean): boolean {
  const rank = ROLE_ORDER.indexOf(role);
  const sees = LABELS.indexOf(clearance ?? CLEARED[role]);
  return enabled && rank >= ROLE_ORDER.indexOf(minimumRole) && (!writes || rank > 0) && rank >= 0 && sees >= LABELS.indexOf(label);
}

interface World {
  rights: Record<Person, Rights>;
  tools: Record<ToolName, ToolSet & { version: number }>;
  agents: Record<AgentName, AgentSet>;
}

const usable = ({ agents, rights }: World, agent: AgentName, who: Person): boolean => agents[agent].enabled && agents[agent].roles.includes(rights[who].role);

/** The agent that calls the tool, if any gets as far: the one that is asked, or the one that the front desk, which has no tools itself, hands it to. */
function reaches(world: World, { who, agent, tool, way }: Pick<Ask, 'who' | 'agent' | 'tool' | 'way'>): AgentName | null {
  const through = way === 'handed over' ? 'helper' : agent;
  return usable(world, through, who) && world.agents[through].tools.includes(tool) ? through : null;
}

test('in no sequence of questions, hand-overs, approvals and changes of rights does anything run that its person may not do at that moment', async () => {
  let n = 0;
  const ran = { looked: 0, approved: 0, stopped: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 25 }), async (steps) => {
      const world: World = {
        rights: { ben: { role: 'user', clearance: null }, cai: { role: 'viewer', clearance: null } },
        tools: { look: { minimumRole: 'viewer', label: 'public', enabled: true, version: 0 }, order: { minimumRole: 'user', label: 'public', enabled: true, version: 0 } },
        agents: { clerk: { tools: ['look', 'order'], roles: ['admin', 'user', 'viewer'], enabled: true }, helper: { tools: ['look', 'order'], roles: ['admin', 'user', 'viewer'], enabled: true } },
      };
      for (const who of PEOPLE) await setRights(who, world.rights[who]);
      for (const name of TOOLS) await setTool(name, { minimumRole: world.tools[name].minimumRole, label: world.tools[name].label, enabled: true });
      for (const name of AGENTS) await setAgent(name, world.agents[name]);
      const waiting: { id: string; n: number; who: Person; tool: ToolName; through: AgentName; version: number }[] = [];
      for (const step of steps) {
        const before = arrived.length;
        let expected: number[] = [];
        if (step.kind === 'rights') {
          world.rights[step.who] = step.set;
          await setRights(step.who, step.set);
        } else if (step.kind === 'tool') {
          world.tools[step.name] = { ...step.set, version: world.tools[step.name].version + 1 };
          await setTool(step.name, step.set);
        } else if (step.kind === 'agent') {
          world.agents[step.name] = step.set;
          await setAgent(step.name, step.set);
        } else if (step.kind === 'ask') {
          n += 1;
          const through = reaches(world, step);
          const permitted = through !== null && may(world.rights[step.who], world.tools[step.tool], step.tool === 'order');
          const approval = await ask(step, n);
          expect(approval !== null, JSON.stringify(step)).toBe(permitted && step.tool === 'order');
          if (approval !== null && through !== null) waiting.push({ id: approval, n, who: step.who, tool: step.tool, through, version: world.tools[step.tool].version });
          if (permitted && step.tool === 'look') expected = [n];
          ran.looked += expected.length;
        } else {
          const [found] = waiting.splice(step.which % Math.max(1, waiting.length), 1);
          if (!found) continue;
          const { who, tool, through, version } = found;
          if (step.meanwhile) {
            world.rights[who] = step.meanwhile;
            await setRights(who, step.meanwhile);
          }
          const still = version === world.tools[tool].version && may(world.rights[who], world.tools[tool], true) && usable(world, through, who) && world.agents[through].tools.includes(tool);
          await approve(found.id);
          if (still) expected = [found.n];
          ran[still ? 'approved' : 'stopped'] += 1;
        }
        expect(arrived.slice(before), JSON.stringify(step)).toEqual(expected);
      }
      for (const { id } of waiting) await plant.call('approvals.reject', { id, reason: 'It is over.' }, admins[0]);
    }),
    { numRuns: 10, seed: 20_261_127, endOnFailure: true },
  );
  // It says something only where all of these came to pass.
  expect(Math.min(ran.looked, ran.approved, ran.stopped), JSON.stringify(ran)).toBeGreaterThan(1);
}, 300_000);
