import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InvestigationStep } from '#shared/contract/conversations.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { investigate, type Investigated } from '#core/knowledge/index.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, openKnowledge, type OpenKnowledge, type Plant, removeData, upload } from './open-knowledge.ts';

let data: string;
let open: OpenKnowledge;
let plant: Plant;

const FILLER = Array.from({ length: 12 }, (_, n) => `## Chapter ${n + 10}\n\n${`The pump, its noise level and the maintenance of chapter ${n} are explained elsewhere. `.repeat(12)}`).join('\n\n');
const FILES: Record<string, string> = {
  'P-101 sheet.md': '# P-101\n\nThe seal water pressure of P-101 is 3 bar.',
  'P-102 sheet.md': '# P-102\n\nThe seal water pressure of P-102 is 5 bar.',
  'fitting.md': `# Fitting guide\n\nThe tightening torque of the flywheel bolts depends on their size, see Table 4.\n\n${FILLER}\n\n## Table 4 Sizes\n\nM8 takes 25 Nm, M10 takes 49 Nm.`,
};

beforeAll(async () => {
  data = await freshDataDirectory();
  open = await openKnowledge(data, { embedding: 'none' });
  plant = await addPlant(open.database, 'Steps');
  await open.knowledge.start();
  for (const [name, text] of Object.entries(FILES)) await upload(open.knowledge, plant.as('admin'), name, text);
  await open.knowledge.ingestion.idle();
});
afterAll(async () => {
  await open.close();
  await removeData(data);
});

async function ask(question: string, top = 4): Promise<{ steps: InvestigationStep[]; found: Investigated }> {
  const input = { search: open.knowledge.retrieval, clock: createSystemClock(), principal: plant.as('user'), question, top, filters: {}, earlier: [], signal: new AbortController().signal };
  const going = investigate(input);
  const steps: InvestigationStep[] = [];
  for (let next = await going.next(); ; next = await going.next()) {
    if (next.done === true) return { steps, found: next.value };
    steps.push(next.value);
  }
}

test('a simple question costs one search and gives what that finds', async () => {
  const { steps, found } = await ask('What is the seal water pressure of P-101?');
  expect(steps).toEqual([{ why: 'question', query: 'What is the seal water pressure of P-101?', passages: found.results.length, ms: expect.any(Number) }]);
  const plain = await open.knowledge.retrieval.search(plant.as('user'), 'What is the seal water pressure of P-101?', { top: 4, signal: new AbortController().signal });
  expect(found.results).toEqual(plain.results);
});

test('two things compared are searched each, and both come first', async () => {
  const { steps, found } = await ask('Compare the seal water pressure of P-101 and P-102');
  expect(steps.map(({ why }) => why)).toEqual(['question', 'comparison', 'comparison']);
  expect(new Set(found.results.slice(0, 2).map(({ document }) => document.filename))).toEqual(new Set(['P-101 sheet.md', 'P-102 sheet.md']));
});

test('follows what a passage refers to, right behind it', async () => {
  const { steps, found } = await ask('Which tightening torque do the flywheel bolts need?');
  expect(steps.at(-1)).toMatchObject({ why: 'reference', query: 'Table 4', passages: 1 });
  const at = found.results.findIndex(({ text }) => text.includes('see Table 4'));
  expect(found.results[at + 1]?.text).toContain('49 Nm');
});

test('no passage comes twice, and the bounds hold', async () => {
  const { steps, found } = await ask('What is the seal water pressure of P-101 and P-102, and which tightening torque do the flywheel bolts need?', 8);
  expect(new Set(found.results.map(({ chunkId }) => chunkId)).size).toBe(found.results.length);
  expect(found.results.length).toBeLessThanOrEqual(16);
  expect(steps.length).toBeLessThanOrEqual(4);
  expect(steps).toEqual(found.steps);
});
