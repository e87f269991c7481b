// Child of plans.test.ts: sets up a plant with a model and two agents, begins a plan, and says so when its second step has begun.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { collect, openTestCore, setUpPlant } from '#test/support/test-core.ts';
import { lastPlan, step, SUMS } from './plan-steps.ts';

const [folder = ''] = process.argv.slice(2);
const plant = await openTestCore(join(folder, 'data'));
const admin = await setUpPlant(plant);
const model = join(folder, 'sums.gguf');
makeScriptedGguf(model, SUMS);
await collect(await plant.events('models.import', { filename: 'sums.gguf', content: { stream: createReadStream(model) } }, admin));
for (const name of ['sums', 'passing']) await plant.call('agents.apply', { name, title: name, description: 'Adds.', prompt: 'Add.', tools: ['calculator'] }, admin);
const { id } = await lastPlan(await plant.events('plans.create', { goal: 'Add again and again', steps: [step('s1', [], 'sums'), step('s2', ['s1'], 'sums'), step('s3', ['s2'], 'sums')] }, admin));
await plant.call('plans.approve', { id, version: 1 }, admin);
await plant.call('plans.run', { id }, admin);
await lastPlan(await plant.events('plans.watch', { id }, admin), ({ steps }) => {
  if (steps[1]?.state === 'running') process.stdout.write('second step begun\n');
});
