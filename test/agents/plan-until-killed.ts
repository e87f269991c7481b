// Child of plans.test.ts: sets up a plant with two models and two agents, begins to compare the models and a plan, and says so when the plan's
// second step has begun and models have answered.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { collect, openTestCore, setUpPlant, streamOf } from '#test/support/test-core.ts';
import { lastPlan, step, SUMS } from './plan-steps.ts';

const [folder = ''] = process.argv.slice(2);
const plant = await openTestCore(join(folder, 'data'));
const admin = await setUpPlant(plant);
const model = join(folder, 'sums.gguf');
makeScriptedGguf(model, SUMS);
await collect(await plant.events('models.import', { filename: 'sums.gguf', content: { stream: createReadStream(model) } }, admin));
const other = join(folder, 'other.gguf');
makeScriptedGguf(other, { name: 'other', answer: ['Ask', ' again', '.'], layers: 4 });
await collect(await plant.events('models.import', { filename: 'other.gguf', content: { stream: createReadStream(other) } }, admin));
await plant.call('models.assign', { role: 'fast', id: (await plant.call<{ models: { id: string; filename: string }[] }>('models.list', {}, admin)).models.find(({ filename }) => filename === 'sums.gguf')?.id }, admin);
for (const name of ['sums', 'passing']) await plant.call('agents.apply', { name, title: name, description: 'Adds.', prompt: 'Add.', tools: ['calculator'] }, admin);
await plant.call('documents.upload', { filename: 'pump.md', content: streamOf('# Pump P-101\n\nThe pump P-101 runs at 1450 rpm.\n') }, admin);
await plant.core.ingestionIdle();
const questions = Array.from({ length: 20 }, (_, n) => ({ id: n, question: `How fast does pump P-101 run? Ask ${n}.`, file: 'pump.md' }));
const { id: setId } = await plant.call<{ id: string }>('evaluationSets.import', { name: 'pumps', questions }, admin);
const { id: compared } = await plant.call<{ id: string }>('comparisons.start', { setId, model: 'other', against: 'fast' }, admin);
for await (const { comparison } of await plant.events<{ comparison: { done: number } }>('comparisons.watch', { id: compared }, admin)) if (comparison.done > 0) break;
const { id } = await lastPlan(await plant.events('plans.create', { goal: 'Add again and again', steps: [step('s1', [], 'sums'), step('s2', ['s1'], 'sums'), step('s3', ['s2'], 'sums')] }, admin));
await plant.call('plans.approve', { id, version: 1 }, admin);
await plant.call('plans.run', { id }, admin);
await lastPlan(await plant.events('plans.watch', { id }, admin), ({ steps }) => {
  if (steps[1]?.state === 'running') process.stdout.write('second step begun\n');
});
