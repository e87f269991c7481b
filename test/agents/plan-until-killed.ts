// Child of plans.test.ts: sets up a plant with models and agents, begins a plan whose second step asks a system that does not answer, begins to
// compare two models, and says so when one has answered and two answers go on after an approval: of an agent, and of one that handed a sub-task over.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Approval } from '#shared/contract/approvals.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { ADMIN_PASSWORD, collect, openTestCore, setUpPlant, streamOf } from '#test/support/test-core.ts';
import { lastPlan, step, SUMS } from './plan-steps.ts';

const [folder = '', system = ''] = process.argv.slice(2);
const plant = await openTestCore(join(folder, 'data'), { outbound: [system] });
const admin = await setUpPlant(plant);
const model = join(folder, 'sums.gguf');
makeScriptedGguf(model, SUMS);
await collect(await plant.events('models.import', { filename: 'sums.gguf', content: { stream: createReadStream(model) } }, admin));
const other = join(folder, 'other.gguf');
makeScriptedGguf(other, { name: 'other', answer: ['Ask', ' again', '.'], otherwise: [JSON.stringify({ tool: 'hand_over', input: { agent: 'timing', task: 'How late is it?' } })], layers: 4 });
await collect(await plant.events('models.import', { filename: 'other.gguf', content: { stream: createReadStream(other) } }, admin));
const timing = join(folder, 'timing.gguf');
makeScriptedGguf(timing, { name: 'timing', answer: ['It', ' is', ' late', '.'], otherwise: [JSON.stringify({ tool: 'time', input: { zone: null } })] });
await collect(await plant.events('models.import', { filename: 'timing.gguf', content: { stream: createReadStream(timing) } }, admin));
const asking = join(folder, 'asking.gguf');
makeScriptedGguf(asking, { name: 'asking', answer: ['It', ' stands', '.'], otherwise: [JSON.stringify({ tool: 'level', input: {} })] });
await collect(await plant.events('models.import', { filename: 'asking.gguf', content: { stream: createReadStream(asking) } }, admin));
await plant.call('models.assign', { role: 'fast', id: (await plant.call<{ models: { id: string; filename: string }[] }>('models.list', {}, admin)).models.find(({ filename }) => filename === 'sums.gguf')?.id }, admin);
for (const name of ['sums', 'passing']) await plant.call('agents.apply', { name, title: name, description: 'Adds.', prompt: 'Add.', tools: ['calculator'] }, admin);
await plant.call('tools.apply', { name: 'level', kind: 'http', description: 'The level of the tank.', input: { type: 'object', properties: {}, additionalProperties: false }, config: { url: `${system}/level` }, limits: { seconds: 300, bytes: 1_000, perMinute: 30 } }, admin);
await plant.call('agents.apply', { name: 'levels', title: 'Levels', description: 'Asks for levels.', prompt: 'Ask.', model: 'asking', tools: ['level'], limits: { steps: 6, tokens: 4_000, seconds: 900, depth: 1 } }, admin);
const { definition: time } = await plant.call<{ definition: object }>('tools.show', { name: 'time' }, admin);
await plant.call('tools.apply', { ...time, approval: 'always' }, admin);
await plant.call('agents.apply', { name: 'asking', title: 'Asking', description: 'Asks.', prompt: 'Ask.', tools: ['time', 'calculator'] }, admin);
await plant.call('agents.apply', { name: 'timing', title: 'Timing', description: 'Knows the time.', prompt: 'Say the time.', model: 'timing', tools: ['time'] }, admin);
await plant.call('agents.apply', { name: 'chief', title: 'Chief', description: 'Has things done.', prompt: 'Have it done.', model: 'other', agents: ['timing'] }, admin);
async function waits(title: string, more: object): Promise<string> {
  const { id } = await plant.call<{ id: string }>('conversations.create', { title }, admin);
  await collect(await plant.events('conversations.chat', { id, message: 'How late is it?', ...more }, admin));
  const { approvals } = await plant.call<{ approvals: Approval[] }>('approvals.list', {}, admin);
  const found = approvals.find(({ conversationId }) => conversationId === id);
  if (found === undefined) throw new Error(`nothing waits in "${title}"`);
  return found.id;
}
const waiting = [await waits('What waits', { agent: 'asking', given: { tool: 'time', arguments: {} } }), await waits('Handed over', { agent: 'chief' })];

await plant.call('documents.upload', { filename: 'pump.md', content: streamOf('# Pump P-101\n\nThe pump P-101 runs at 1450 rpm.\n') }, admin);
await plant.core.ingestionIdle();
const questions = Array.from({ length: 20 }, (_, n) => ({ id: n, question: `How fast does pump P-101 run? Ask ${n}.`, file: 'pump.md' }));
const { id: setId } = await plant.call<{ id: string }>('evaluationSets.import', { name: 'pumps', questions }, admin);
const { id: compared } = await plant.call<{ id: string }>('comparisons.start', { setId, model: 'other', against: 'fast' }, admin);
for await (const { comparison } of await plant.events<{ comparison: { done: number } }>('comparisons.watch', { id: compared }, admin)) if (comparison.done > 0) break;
const steps = [step('s1', [], 'sums'), step('s2', ['s1'], 'levels'), step('s3', ['s2'], 'sums')];
const { id } = await lastPlan(await plant.events('plans.create', { goal: 'Add, look and add', steps }, admin));
await plant.call('plans.approve', { id, version: 1 }, admin);
await plant.call('plans.run', { id }, admin);
for (const approval of waiting) {
  await plant.call('approvals.approve', { id: approval, password: ADMIN_PASSWORD }, admin);
  while ((await plant.call<Approval>('approvals.show', { id: approval }, admin)).state !== 'done') await sleep(5);
}
process.stdout.write('under way\n');
await sleep(60_000);
