import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeEmbeddingModel } from '#test/support/onnx/make-embedding-model.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { useBench } from './support/bench.ts';
import { look } from './support/look.ts';
import { ADMIN } from './support/plant.ts';

const bench = useBench({ plant: 'empty' });
const folder = mkdtempSync(join(tmpdir(), 'millwright-choosing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the Models screen shows what fits this machine at a chosen context, and gives a model its roles', async () => {
  const file = join(folder, 'plant-model.gguf');
  makeScriptedGguf(file, { answer: ['Yes', '.'] });
  await bench.plant.addModel(file);
  const page = await bench.open({ at: '/models', prefer: { scheme: 'light' } });
  const catalogue = page.getByRole('table', { name: 'Recommended models' });
  const row = catalogue.getByRole('row').filter({ hasText: 'Qwen3 8B' });
  await row.getByText('Needs 6.5 GB').waitFor();
  await page.getByRole('combobox', { name: 'Context' }).click();
  await page.getByRole('option', { name: '32,768 tokens' }).click();
  await row.getByText('Needs 10.2 GB').waitFor();
  expect(await catalogue.getByRole('row').filter({ hasText: 'millwright-embed-small' }).getByText('Installed').count()).toBe(1);

  await page.getByRole('combobox', { name: 'Thinks harder' }).click();
  await page.getByRole('option', { name: 'scripted' }).click();
  await page.getByText('Thinks harder: scripted from now on.').waitFor();
  await page.getByRole('article', { name: 'scripted' }).getByText('In use: Thinks harder').waitFor();
  const agent = { name: 'valves', title: 'Valves', description: 'Knows the valves.', prompt: 'Look it up.', model: 'scripted' };
  await fetch(`${bench.appliance.url}/v1/admin/agents`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${await bench.plant.session(ADMIN)}` }, body: JSON.stringify(agent) });
  await page.reload();
  await page.getByRole('article', { name: 'scripted' }).getByText('Valves').waitFor();
  await look(page, 'models-chosen');
  await catalogue.scrollIntoViewIfNeeded();
  await look(page, 'models-catalogue');
});

test('a model is measured at a press, and what was measured stays', async () => {
  const page = await bench.open({ at: '/models' });
  const card = page.getByRole('article', { name: 'scripted' });
  await card.getByRole('button', { name: 'Measure the speed of scripted' }).click();
  const history = card.getByRole('table', { name: 'How fast scripted is here' });
  await history.getByRole('row').nth(1).getByText('tokens/s').first().waitFor();
  await card.getByRole('button', { name: 'Measure the speed of scripted' }).click();
  await history.getByRole('row').nth(2).waitFor();
  await look(page, 'models-measured');
  const live = page.getByRole('region', { name: 'What runs now' });
  const loaded = live.getByRole('table', { name: 'Loaded models' }).getByRole('row').filter({ hasText: 'scripted' });
  await loaded.getByText('0 of 4').waitFor();
  await loaded.getByText('measured here').waitFor();
  await live.getByText('CPU', { exact: true }).waitFor();
  await live.getByRole('button', { name: 'Show its log' }).click();
  await live.getByRole('log', { name: 'Log of the process' }).getByText(/Loaded .*\.gguf in \d+ ms/).waitFor();
  await live.scrollIntoViewIfNeeded();
  await look(page, 'models-live');
});

test('a file on a disk is looked at first, then comes in; what is not there is said in the form', async () => {
  const page = await bench.open({ at: '/models', prefer: { scheme: 'dark' }, viewport: { width: 1024, height: 900 } });
  await page.getByRole('table', { name: 'Loaded models' }).waitFor();
  await look(page, 'models-live-dark');
  const verdict = await page.getByRole('table', { name: 'Recommended models' }).getByText('Fits this machine').last().boundingBox();
  expect((verdict?.x ?? 0) + (verdict?.width ?? 9_999)).toBeLessThan(1024);
  const file = join(bench.appliance.share, 'second.gguf');
  makeScriptedGguf(file, { name: 'second', answer: ['No', '.', ' Never'] });
  await page.getByRole('button', { name: 'From a disk' }).click();
  const form = page.getByRole('dialog', { name: 'Bring models in from a disk' });
  await form.getByRole('textbox').fill(join(bench.appliance.share, 'gone.gguf'));
  await form.getByRole('button', { name: 'Look at it' }).click();
  await form.getByText('There is no such file').waitFor();
  await form.getByRole('textbox').fill(file);
  await form.getByRole('button', { name: 'Look at it' }).click();
  await form.getByText('second.gguf').waitFor();
  await look(page, 'models-disk');
  await form.getByRole('button', { name: 'Install' }).click();
  await page.getByText('second.gguf ·').waitFor();
});

test('models are put in order behind the one of a role by keyboard, and the order stays', async () => {
  const page = await bench.open({ at: '/models' });
  const order = page.getByRole('region', { name: 'Who is asked next' });
  await order.getByText('Where "Thinks harder" does not answer: the model of the other role is asked').waitFor();
  await order.getByRole('button', { name: 'Change who is asked after: Thinks harder' }).press('Enter');
  const form = page.getByRole('dialog', { name: 'Thinks harder: who is asked next' });
  await form.getByRole('radio', { name: 'The model of the other role' }).press('ArrowDown');
  await form.getByRole('combobox', { name: 'Add a model' }).press('Enter');
  await page.getByRole('option', { name: 'second' }).press('Enter');
  await form.getByRole('list', { name: 'Order' }).getByText('second').waitFor();
  await look(page, 'models-fallbacks');
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await order.getByText('Where "Thinks harder" does not answer: second').waitFor();
  await page.reload();
  await order.getByText('Where "Thinks harder" does not answer: second').waitFor();
  await order.scrollIntoViewIfNeeded();
  await look(page, 'models-fallbacks-set');
});

test('another embedding model is chosen on its card, and says when documents are searched by it', async () => {
  await bench.plant.upload('pump.md', '# Pump P-101\n\nThe relief pressure is 6.5 bar.\n');
  await bench.plant.untilRead(1);
  const folder = makeEmbeddingModel(join(bench.appliance.share, 'blue-embed'));
  const page = await bench.open({ at: '/models' });
  await page.getByRole('button', { name: 'From a disk' }).click();
  const form = page.getByRole('dialog', { name: 'Bring models in from a disk' });
  await form.getByRole('textbox').fill(folder);
  await form.getByRole('button', { name: 'Look at it' }).click();
  await form.getByRole('button', { name: 'Install' }).click();
  const card = page.getByRole('article', { name: 'blue-embed' });
  await card.getByRole('button', { name: 'Search by meaning with it' }).click();
  await page.getByText('Documents are searched by blue-embed from now on.').waitFor();
  await card.getByText('In use: Search by meaning').waitFor();
  await page.getByRole('article', { name: 'millwright-embed-small' }).getByRole('button', { name: 'Search by meaning with it' }).waitFor();
  await look(page, 'models-embedding');
});
