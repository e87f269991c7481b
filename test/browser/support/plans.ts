import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export interface WrittenStep {
  title: string;
  what: string;
  /** Title of the agent; the documents unless given. */
  by?: string;
  /** Title of the step it waits for. */
  after?: string;
}

/** Writes the steps of a plan by hand; gives the form, not sent yet. */
export async function writePlan(page: Page, goal: string, steps: readonly WrittenStep[]): Promise<Locator> {
  await page.getByLabel('Goal').fill(goal);
  await page.getByRole('button', { name: 'Write the steps myself' }).click();
  const form = page.getByRole('dialog', { name: 'The steps' });
  for (const [at, { title, what, by, after }] of steps.entries()) {
    if (at > 0) await form.getByRole('button', { name: 'Add a step' }).click();
    const step = form.getByRole('group', { name: `Step ${at + 1}` });
    await step.getByLabel('Title').fill(title);
    await step.getByLabel('What is to be done').fill(what);
    if (by !== undefined) {
      await step.getByLabel('By').click();
      await page.getByRole('option', { name: by }).click();
    }
    if (after === undefined) continue;
    await step.getByRole('combobox', { name: 'Waits for' }).fill(after);
    await page.getByRole('option', { name: after }).click();
    await step.getByLabel('Title').click();
  }
  return form;
}

/** Approves the plan on the screen and runs it, by keyboard. */
export async function approveAndRun(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Approve' }).press('Enter');
  const run = page.getByRole('button', { name: 'Run', exact: true });
  await expect.poll(() => run.isEnabled()).toBe(true);
  await run.press('Enter');
}
