// Child of plans.test.ts: sets up a plant with two models and agents, begins to compare the models and a plan, and says so when the plan is
// beyond its first step, models have answered, and two answers go on after an approval: of an agent, and of one that handed a sub-task over.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Approval } from '#shared/contract/approvals.ts';
import type { Plan } from '#shared/contract/plans.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { ADMIN_PASSWORD, collect, openTestCore, setUpPlant, streamOf } from '#test/support/test-core.ts';
import { lastPlan, step, SUMS } from './plan-steps.ts';

const [folder = ''] = process.argv.slice(2);
const plant = await openTestCore(join(folder, 'data'));
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
await plant.call('models.assign', { role: 'fast', id: (await plant.call<{ models: { id: string; filename: string }[] }>('models.list', {}, admin)).models.find(({ filename }) => filename === 'sums.gguf')?.id }, admin);
for (const name of ['sums', 'passing']) await plant.call('agents.apply', { name, title: name, description: 'Adds.', prompt: 'Add.', tools: ['calculator'] }, admin);
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
// Steps enough that the plan is not over before the calls below have run, on a slow machine, too.
const steps = Array.from({ length: 6 }, (_, n) => step(`s${n + 1}`, n === 0 ? [] : [`s${n}`], 'sums'));
const { id } = await lastPlan(await plant.events('plans.create', { goal: 'Add again and again', steps }, admin));
await plant.call('plans.approve', { id, version: 1 }, admin);
await plant.call('plans.run', { id }, admin);
for await (const event of await plant.events<{ plan: Plan }>('plans.watch', { id }, admin)) if (event.plan.steps[1]?.state === 'running') break;
for (const approval of waiting) {
  await plant.call('approvals.approve', { id: approval, password: ADMIN_PASSWORD }, admin);
  while ((await plant.call<Approval>('approvals.show', { id: approval }, admin)).state !== 'done') await sleep(5);
}
process.stdout.write('under way\n');
await sleep(60_000);
