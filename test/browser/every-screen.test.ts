import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { answerOf, ask } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { look } from './support/look.ts';
import { tabThrough } from './support/tab-through.ts';

const bench = useBench({ plant: 'sample' });
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCHEMES = ['light', 'dark', 'contrast'] as const;
let conversation: string;
let manual: string;

/** Every screen, and something on it that shows that it is complete. */
const SCREENS: { name: string; at: () => string; shown: (page: Page) => Promise<unknown> }[] = [
  { name: 'ask', at: () => '/ask', shown: (page) => page.getByRole('textbox').last().waitFor() },
  { name: 'answer', at: () => conversation, shown: (page) => openSource(page) },
  { name: 'search', at: () => '/search', shown: (page) => page.getByRole('heading', { level: 1 }).waitFor() },
  { name: 'results', at: () => '/search?q=cavitation', shown: (page) => page.locator('[data-row] img').first().waitFor() },
  { name: 'documents', at: () => '/documents', shown: (page) => page.getByRole('grid').getByText('MAN-P101').first().waitFor() },
  { name: 'models', at: () => '/models', shown: (page) => page.getByRole('article').first().waitFor() },
  { name: 'people', at: () => '/admin/people', shown: (page) => page.getByRole('table').getByText('Cy Holm').waitFor() },
  { name: 'roles', at: () => '/admin/roles', shown: (page) => page.getByRole('table').nth(1).waitFor() },
  { name: 'policy', at: () => '/admin/policy', shown: (page) => page.getByRole('table').last().getByText('Cy Holm').waitFor() },
  { name: 'personal-data', at: () => '/admin/personal-data', shown: (page) => page.getByRole('checkbox').first().waitFor() },
  { name: 'guardrails', at: () => '/admin/guardrails', shown: (page) => page.getByRole('combobox').nth(1).waitFor() },
  { name: 'opened', at: () => '/admin/opened', shown: (page) => page.getByRole('table').getByText('Cy Holm').waitFor() },
  { name: 'holds', at: () => '/admin/holds', shown: (page) => page.getByRole('table').getByText('Cy Holm').waitFor() },
  { name: 'person-data', at: () => '/admin/people', shown: (page) => openPersonData(page) },
  { name: 'sign-in-settings', at: () => '/admin/signIn', shown: (page) => page.getByRole('heading', { level: 2 }).first().waitFor() },
  { name: 'sessions', at: () => '/admin/sessions', shown: (page) => page.getByRole('table').first().waitFor() },
  { name: 'keys', at: () => '/admin/keys', shown: (page) => page.getByRole('table').getByText('mwk_').first().waitFor() },
  { name: 'plants', at: () => '/admin/plants', shown: (page) => page.getByRole('table').getByText('Quince works').waitFor() },
  { name: 'record', at: () => '/admin/audit', shown: (page) => page.locator('main button[data-row]').first().waitFor() },
  ...[1, 2].map((nth) => ({ name: `record-${nth}`, at: () => '/admin/audit', shown: (page: Page) => openRecord(page, nth) })),
  { name: 'health', at: () => '/admin/health', shown: (page) => page.getByRole('listitem').first().waitFor() },
  { name: 'memory', at: () => '/memory', shown: (page) => page.getByRole('heading', { level: 1 }).waitFor() },
  { name: 'plans', at: () => '/plans', shown: (page) => page.getByRole('textbox').first().waitFor() },
  { name: 'approvals', at: () => '/approvals', shown: (page) => page.getByRole('combobox').first().waitFor() },
  { name: 'notices', at: () => '/admin/notices', shown: (page) => page.getByRole('heading', { name: /Webhook/ }).waitFor() },
  { name: 'approval-rules', at: () => '/admin/approvals', shown: (page) => page.getByRole('table').waitFor() },
  { name: 'routing', at: () => '/admin/routing', shown: (page) => page.getByRole('textbox').first().waitFor() },
  { name: 'memory-limits', at: () => '/admin/memory', shown: (page) => page.getByRole('textbox').first().waitFor() },
  { name: 'mcp', at: () => '/admin/mcp', shown: (page) => page.locator('main h2').first().waitFor() },
  { name: 'agents', at: () => '/admin/agents', shown: (page) => page.getByRole('table').getByRole('button').first().waitFor() },
  { name: 'vocabulary', at: () => '/admin/vocabulary', shown: (page) => page.getByRole('table').getByRole('button').first().waitFor() },
  { name: 'prompts', at: () => '/admin/prompts', shown: (page) => page.getByRole('table').nth(1).waitFor() },
  { name: 'folders', at: () => '/admin/folders', shown: (page) => page.locator('main h2').first().waitFor() },
  { name: 'recalls', at: () => '/admin/recalls', shown: (page) => page.getByRole('table').waitFor() },
  { name: 'measuring', at: () => '/admin/evaluation', shown: (page) => page.locator('input[type="file"]').waitFor({ state: 'attached' }) },
  { name: 'feedback', at: () => '/admin/feedback', shown: (page) => page.getByRole('article').first().waitFor() },
  { name: 'comparisons', at: () => '/admin/comparisons', shown: (page) => page.locator('main h2').first().waitFor() },
  ...[2, 3, 4, 5].map((nth) => ({ name: `viewer-${nth}`, at: () => `/documents/${manual}`, shown: (page: Page) => openView(page, nth) })),
];

beforeAll(async () => {
  await bench.plant.addPerson('Cy Holm', 'viewer');
  await bench.plant.session('Cy Holm');
  await bench.plant.openAndHold('Cy Holm');
  await bench.plant.makeKey('line 3 historian');
  await bench.plant.addPlant('Quince works');
  manual = (await bench.plant.documents()).find(({ filename }) => filename.startsWith('MAN-P101'))?.id ?? '';
  await bench.plant.collect('Feed pumps', ['MAN-P101_Feed-Pump-P-101AB_Operating-Manual.pdf']);
});

/** What is kept of a person, in the dialog of the list of people. */
async function openPersonData(page: Page): Promise<void> {
  await page.getByRole('row', { name: /Cy Holm/ }).locator('button[aria-haspopup="menu"]').click();
  await page.getByRole('menuitem').last().click();
  await page.getByRole('dialog').locator('dl').waitFor();
}

async function openSource(page: Page): Promise<void> {
  await page.locator('article[data-mode] section button').first().click();
  await page.locator('[data-page][data-state="drawn"] [data-testid="passage-highlight"]').first().waitFor();
}

/** Contents, revisions, what is similar, and what is known of a document. */
async function openView(page: Page, nth: number): Promise<void> {
  await page.getByRole('tab').nth(nth).click();
  await page.locator('section[aria-label] ol button, section[aria-label] ol li, section[aria-label] h3').first().waitFor();
}

/** What proves the record, and how long it is kept. */
async function openRecord(page: Page, nth: number): Promise<void> {
  await page.locator('main [role="group"] button[aria-pressed]').nth(nth).click();
  await page.locator('main section[aria-label] h2').first().waitFor();
}

/** Goes to a screen within the page that is open. */
async function go(page: Page, at: string, shown: (page: Page) => Promise<unknown>): Promise<void> {
  await page.goto(`${bench.appliance.url}/#${at}`);
  await shown(page);
}

interface Violation {
  id: string;
  impact: string;
  nodes: string[];
}

const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What can differ between the colour schemes of one and the same screen. */
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

async function violations(page: Page, rules: unknown = ALL): Promise<Violation[]> {
  const found = (await page.evaluate(`(async () => {
    if (!window.axe) { ${axeSource} }
    const { violations } = await axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(rules)} });
    return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.slice(0, 4).map(({ html, failureSummary }) => html.slice(0, 200) + ' — ' + (failureSummary ?? '').slice(0, 300)) }));
  })()`)) as Violation[];
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}

test('an answer is there to look at', async () => {
  const page = await bench.open({ at: '/ask' });
  await ask(page, 'What is the torque of the impeller nut of pump P-101A?');
  await answerOf(page, 'passages').getByRole('button', { name: 'Good answer' }).click();
  await page.getByText('Thank you. It is kept with the answer.').waitFor();
  await page.waitForURL(/#\/ask\/.+/);
  conversation = new URL(page.url()).hash.slice(1);
  // One that rests on a document which is out of force since, so that the notices about it are looked at on every screen.
  await page.goto(`${bench.appliance.url}/#/ask`);
  await ask(page, 'At what pressure does the safety valve PSV-102 open?');
  await answerOf(page, 'passages').waitFor();
  await bench.plant.withdraw('SOP-EVP-014_Rev-B_Evaporator-Start-up-and-Shutdown.pdf');
  await page.locator('section', { has: page.getByRole('button', { name: /^I have seen it/ }) }).waitFor();
});

test.each(SCHEMES)('no screen has a serious fault for people who use assistive technology, in the %s scheme', async (scheme) => {
  const page = await bench.open({ prefer: { scheme, density: 'desk' } });
  const faults = [];
  for (const { name, at, shown } of SCREENS) {
    await go(page, at(), shown);
    await look(page, `${scheme}-${name}`);
    faults.push(...(await violations(page, scheme === 'light' ? ALL : COLOURS)).map((fault) => ({ name, ...fault })));
    if (name === 'answer') await closeSource(page);
  }
  expect(faults).toEqual([]);
});

test('Tab comes to every control of every screen, shows where it is, and leaves nothing to the mouse alone', async () => {
  const page = await bench.open({ prefer: { scheme: 'light', density: 'desk' } });
  const missed = [];
  for (const { name, at, shown } of SCREENS) {
    await go(page, at(), shown);
    await page.locator('a[data-state]').last().waitFor();
    const found = await tabThrough(page).catch((error: unknown) => ({ endless: [String(error)] }));
    for (const [what, elements] of Object.entries(found)) for (const element of elements) missed.push({ name, what, element });
    if (name === 'person-data') await page.keyboard.press('Escape');
    if (name === 'answer') await closeSource(page);
  }
  expect(missed).toEqual([]);
});

test('sign-in has no serious fault either', async () => {
  const page = await bench.open({ as: null });
  await page.getByRole('heading', { name: /Sign in/ }).waitFor();
  await look(page, 'light-sign-in');
  expect(await violations(page)).toEqual([]);
});

const LARGE = { width: 1280, height: 800 };
const SMALL = { width: 1024, height: 768 };

test.each([
  { density: 'desk', sizes: [SMALL, LARGE] },
  { density: 'touch', sizes: [LARGE] },
])('nothing scrolls sideways, $density', async ({ density, sizes }) => {
  const page = await bench.open({ viewport: LARGE, prefer: { density, scheme: 'light' } });
  for (const { name, at, shown } of SCREENS) {
    for (const size of sizes) {
      await page.setViewportSize(size);
      if (size === sizes[0]) await go(page, at(), shown);
      await look(page, `${density}-${size.width}-${name}`);
      expect({ name, ...size, wider: await wider(page) }).toEqual({ name, ...size, wider: [] });
    }
    if (name === 'answer') await closeSource(page);
  }
});

/** What sticks out of the window: the page itself or a main part of it. */
const wider = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('header, main, main > *, aside, nav[aria-label]')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? ''} ${element.scrollWidth} > ${element.clientWidth}`),
  );

test.each(['desk', 'touch'])('no word of the rail is broken in two, in either language, at %s size', async (density) => {
  for (const language of ['en', 'vi']) {
    const page = await bench.open({ prefer: { density, language, scheme: 'light' } });
    const links = page.locator('nav').first().getByRole('link');
    await links.first().waitFor();
    const broken = await links.evaluateAll((all) =>
      all.flatMap((link) => {
        const label = link.querySelector('span');
        const text = label?.firstChild;
        if (!label || !text?.textContent) return [];
        const words = [...text.textContent.matchAll(/\S+/g)];
        return words.filter((word) => {
          const range = document.createRange();
          range.setStart(text, word.index);
          range.setEnd(text, word.index + word[0].length);
          return range.getClientRects().length > 1;
        }).map(([word]) => word);
      }),
    );
    expect(broken).toEqual([]);
  }
});

test('in Vietnamese every screen speaks Vietnamese and no text is missing', async () => {
  const page = await bench.open({ prefer: { language: 'vi', scheme: 'light' } });
  for (const { name, at, shown } of SCREENS) {
    await go(page, at(), shown);
    await look(page, `vi-${name}`);
    const text = await page.locator('body').innerText();
    expect({ name, keys: text.match(/\b(?:frame|ask|documents|models|admin|search|viewer|common|setup|auth|errors|tenancy|identity|policy|guardrails|feedback|comparisons)\.[a-z][A-Za-z]+(?:\.[A-Za-z-]+)*\b/g)?.filter((key) => !/_/.test(key) && !text.includes(`${key}_`)) ?? [] }).toEqual({ name, keys: [] });
    if (name === 'answer') await closeSource(page);
  }
  expect(await page.locator('html').getAttribute('lang')).toBe('vi');
});

async function closeSource(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('aside').waitFor({ state: 'detached' });
}
