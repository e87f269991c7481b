import { beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { useBench } from './support/bench.ts';
import { fillDocuments } from './support/fill-documents.ts';

const COUNT = 10_000;
/** Rows that fit on a screen, twice over. */
const MOST_DRAWN = 60;
const bench = useBench({ plant: 'empty' });

beforeAll(() => bench.appliance.restartAfterCrash(() => fillDocuments(bench.appliance.dataDirectory, COUNT)));

const rows = (page: Page) => page.getByRole('grid', { name: 'Documents' }).locator('[role="row"][data-id]');

/** Says how long it took: for who wants to know, not for the test to decide. */
async function timed(what: string, act: () => Promise<unknown>): Promise<void> {
  const since = performance.now();
  await act();
  console.log(`${what}: ${Math.round(performance.now() - since)} ms`);
}

test('ten thousand documents are listed, found by name and kept up to date, and only those in sight are drawn', async () => {
  const page = await bench.open({ at: '/models' });
  await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  await timed('first rows after opening the screen', async () => {
    await page.getByRole('link', { name: 'Documents', exact: true }).click();
    await rows(page).first().waitFor();
  });
  await page.getByRole('button', { name: `All ${COUNT}`, exact: true }).waitFor();
  expect(await rows(page).count()).toBeLessThan(MOST_DRAWN);

  await page.evaluate(watchLongTasks);
  const find = page.getByRole('searchbox', { name: 'Find in the list' });
  await timed('typing eight letters until the row is there', async () => {
    await find.pressSequentially('WI-07777');
    await rows(page).filter({ hasText: 'WI-07777' }).waitFor();
  });
  expect(await rows(page).count()).toBe(1);
  await find.fill('');

  await timed('twenty files read while the list is shown', async () => {
    await page.locator('input[aria-label="Add files"]').first().setInputFiles(Array.from({ length: 20 }, (_, n) => ({ name: `note-${n}.md`, mimeType: 'text/markdown', buffer: Buffer.from(`# Note ${n}\n\nMotor M-${n} was greased.`) })));
    await page.getByRole('button', { name: `Ready ${COUNT + 20}`, exact: true }).waitFor();
  });
  await rows(page).filter({ hasText: /note-\d+\.md/ }).first().waitFor();
  console.log(`longest that the page did not answer: ${Math.round(await page.evaluate(longestTask))} ms`);
});

function watchLongTasks(): void {
  Reflect.set(globalThis, 'longest', 0);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) Reflect.set(globalThis, 'longest', Math.max(Number(Reflect.get(globalThis, 'longest')), duration));
  }).observe({ type: 'longtask', buffered: false });
}

function longestTask(): number {
  return Number(Reflect.get(globalThis, 'longest'));
}
