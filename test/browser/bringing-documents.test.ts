import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { makePdf } from '#test/fixtures/readers/make-pdf.ts';
import { sourcePanel } from './support/ask.ts';
import { useBench } from './support/bench.ts';
import { takePicture } from './support/picture.ts';

const SAMPLE = resolve(import.meta.dirname, '../../resources/sample-plant');
/** One of each kind that Millwright reads. */
const KINDS = [
  'MAN-P101_Feed-Pump-P-101AB_Operating-Manual.pdf',
  'LOTO-003_Lock-out-Tag-out_Feed-Pumps-and-Evaporator.docx',
  'DSC-200_Valve-Datasheets-and-Calibration-2025.xlsx',
  'HO-2025-11-14_Shift-Handover_Night.md',
  'IR-2025-017_Incident-Report_Foam-over-EV-201.html',
  'BA-FL401_Abfuellmaschine_Stoerungen-Kurzanleitung.txt',
  'SPL-100_Spare-Parts-List.csv',
];
const bench = useBench({ plant: 'empty' });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const table = (page: Page): Locator => page.getByRole('grid', { name: 'Documents' });
const row = (page: Page, name: string): Locator => table(page).getByRole('row').filter({ hasText: name });
const ready = (page: Page, name: string): Promise<void> => row(page, name).getByText(/^Ready/).waitFor();

async function writeFiles(files: Record<string, string | Buffer>): Promise<string[]> {
  return Promise.all(
    Object.entries(files).map(async ([name, content]) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    }),
  );
}

test('one file of every kind is added, each with its own progress, and becomes ready', async () => {
  const page = await bench.open({ at: '/documents' });
  await page.locator('input[aria-label="Add files"]').first().setInputFiles(KINDS.map((name) => join(SAMPLE, name)));
  for (const name of KINDS) await ready(page, name);
  await page.getByRole('button', { name: `Ready ${KINDS.length}`, exact: true }).waitFor();
  await takePicture(page, 'documents');

  await row(page, 'HO-2025-11-14').getByText('HO-2025-11-14').click();
  await sourcePanel(page).getByText('Shift handover: night shift').first().waitFor();
});

test('files that cannot be read are grouped by reason with what to do, and do not stop the good one', async () => {
  const good = 'Boiler B-3 is blown down once a shift.';
  const paths = await writeFiles({ 'empty.txt': '', 'damaged.pdf': Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(4000, 7)]), 'program.exe': Buffer.from('MZ\u0000\u0001program'), 'boiler.txt': good });
  const page = await bench.open({ at: '/documents' });
  await page.locator('input[aria-label="Add files"]').first().setInputFiles(paths);
  await ready(page, 'boiler.txt');
  const failures = page.getByRole('region', { name: 'Not read' });
  await failures.getByText('1 file is empty').waitFor();
  await failures.getByText('1 file is damaged').waitFor();
  await failures.getByText('1 file is of a kind that cannot be read').waitFor();
  await failures.getByText('Get them again from where they came from.').waitFor();
  await failures.getByRole('button', { name: 'Show the files' }).first().click();
  await failures.getByRole('listitem').first().waitFor();
});

test('a file that is here already is not read again, and says so', async () => {
  await bench.plant.upload('twice.md', '# Twice\n\nThis file is added two times.');
  const page = await bench.open({ at: '/documents' });
  await ready(page, 'twice.md');
  await page.locator('input[aria-label="Add files"]').first().setInputFiles(await writeFiles({ 'twice.md': '# Twice\n\nThis file is added two times.' }));
  await page.getByText(/[Aa]lready here/).first().waitFor();
  expect(await row(page, 'twice.md').count()).toBe(1);
});

test('a folder is added with everything in it', async () => {
  const tree = join(folder, 'procedures');
  await mkdir(join(tree, 'night'), { recursive: true });
  await writeFile(join(tree, 'start-up.md'), '# Start-up\n\nOpen V-1 before V-2.');
  await writeFile(join(tree, 'night', 'shutdown.md'), '# Shutdown\n\nClose V-2 before V-1.');
  const page = await bench.open({ at: '/documents' });
  await page.locator('input[aria-label="Add a folder"]').first().setInputFiles(tree);
  await ready(page, 'start-up.md');
  await ready(page, 'shutdown.md');
});

test('files dropped on any screen are added', async () => {
  const page = await bench.open({ at: '/ask' });
  await page.getByRole('textbox', { name: 'Your question' }).waitFor();
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['# Dropped\n\nCondenser C-9 is drained on Fridays.'], 'dropped.md', { type: 'text/markdown' }));
    return data;
  });
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.getByText('Drop to add to Documents').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
  await ready(page, 'dropped.md');
});

test('a restart in the middle of reading loses nothing: the list comes back and every document becomes ready', async () => {
  const pages = Array.from({ length: 150 }, (_, page) => ({ texts: Array.from({ length: 20 }, (_line, line) => ({ x: 60, y: 760 - 30 * line, text: `Check ${page}-${line}: valve V-${page}${line} closes at ${line} bar.` })) }));
  const path = join(folder, 'rounds.pdf');
  await writeFile(path, makePdf(pages));
  const page = await bench.open({ at: '/documents' });
  await page.locator('input[aria-label="Add files"]').first().setInputFiles(path);
  await row(page, 'rounds.pdf').waitFor();
  const before = await bench.plant.documents();
  await bench.appliance.restartAfterCrash();
  await ready(page, 'rounds.pdf');
  const after = await bench.plant.documents();
  expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  expect(after.filter(({ status }) => status === 'pending' || status === 'processing')).toEqual([]);
});
