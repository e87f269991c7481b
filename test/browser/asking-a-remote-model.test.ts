import { afterAll, expect, test } from 'vitest';
import { FOREIGN, obeyingAnswer, readCases } from '#test/eval/injection/cases.ts';
import { startRemoteStandIn, stream } from '#test/support/remote-stand-in.ts';
import { answerOf, ask } from './support/ask.ts';
import { useBench } from './support/bench.ts';

const remote = await startRemoteStandIn();
remote.behave((response) => stream(response, ['The impeller nut of pump P-101A is tightened to 55 N·m [1].']));
const bench = useBench({ plant: 'sample', outbound: [remote.url] });
afterAll(() => remote.close());

test('an admin adds a model on another machine, tries and chooses it, and each of its answers says that it left', async () => {
  const page = await bench.open({ at: '/models' });
  const host = new URL(remote.url).host;
  const header = page.getByRole('group', { name: 'What answers, searches and leaves this machine' });
  await header.getByText('Network: this machine only; may contact 1 host').waitFor();
  const section = page.getByRole('region', { name: 'On other machines' });
  await section.getByText('None is added.').waitFor();
  await section.getByRole('button', { name: 'Add a remote model' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name here' }).fill('Plant server');
  await dialog.getByRole('textbox', { name: 'Address' }).fill('https://models.example.com/v1');
  await dialog.getByRole('textbox', { name: 'Name there' }).fill('big');
  await dialog.getByLabel('Key', { exact: false }).first().fill('sk-secret');
  await dialog.getByRole('combobox', { name: 'Most sensitive label that may be sent' }).click();
  await page.getByRole('option', { name: 'Internal', exact: true }).click();
  await dialog.getByRole('button', { name: 'Add a remote model' }).click();
  await dialog.getByText('This machine may not contact that address.').waitFor();
  await dialog.getByRole('textbox', { name: 'Address' }).fill(`${remote.url}/v1`);
  await dialog.getByRole('button', { name: 'Add a remote model' }).click();

  const card = section.getByRole('article', { name: 'Plant server' });
  await card.getByRole('button', { name: 'Try it' }).click();
  await card.getByText('Plant server answers.').waitFor();
  await card.getByRole('button', { name: 'Use for answers' }).click();
  await card.getByText('In use: Answers').waitFor();
  await header.getByText(`Network: this machine only; questions go to ${host}`).waitFor();

  await page.getByRole('combobox', { name: 'Answers' }).getByText('Plant server (on another machine)').waitFor();
  await page.getByRole('combobox', { name: 'Thinks harder' }).click();
  await page.getByRole('option', { name: 'Plant server (on another machine)' }).click();
  await card.getByText('In use: Thinks harder').waitFor();

  await page.goto(`${bench.appliance.url}/#/ask`);
  await ask(page, 'What is the torque of the impeller nut of pump P-101A?');
  const answer = answerOf(page, 'generated');
  await answer.getByText(`Left this machine: the question and its passages were sent to ${host}.`).waitFor();
  expect(remote.arrived.at(-1)?.headers.authorization).toBe('Bearer sk-secret');
});

test('an answer that would take along what its model read is words: nothing of it can be pressed, and looking at it asks nobody for anything', async () => {
  const [obeyed] = readCases();
  if (!obeyed) throw new Error('no case');
  remote.behave((response) => stream(response, obeyingAnswer(obeyed).split(/(?<=\s)/)));
  const page = await bench.open({ at: '/ask' });
  await ask(page, 'How tight is the nut of the impeller in pump P-101A?');
  const answer = answerOf(page, 'generated');
  await answer.getByText('Open the report').first().waitFor();
  expect(await answer.innerText()).toContain(`${FOREIGN[0]}/bare`);
  expect(await answer.locator('a, img, iframe, object, embed, form, video, audio, picture, style, link, meta, [src], [href], [srcset], [onload], [onerror]').count()).toBe(0);
  expect(await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).host).filter((host) => host !== location.host))).toEqual([]);
});
