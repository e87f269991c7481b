import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Catalogue, MACHINE_CLASSES } from '#shared/contract/model-catalogue.ts';
import { MODEL_ROLES } from '#shared/contract/models.ts';
import { judgeCatalogue } from './catalogue.ts';
import type { ModelRow } from './model-rows.ts';

const { models } = Catalogue.parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../models/catalog.json'), 'utf8')));
/** Memory of a machine of each class, as free as it usually is. */
const MACHINES = { cpu: [12e9, 0], 'gpu-8gb': [24e9, 8e9], 'gpu-24gb': [48e9, 24e9], server: [200e9, 80e9] } as const;
const fitsOn = ([ramBytes, vramBytes]: readonly [number, number], contextTokens = 8192) => new Map(judgeCatalogue(models, [], { ramBytes, vramBytes }, contextTokens).map(({ id, fit }) => [id, fit]));

describe('the catalogue', () => {
  test('has a model for every role and class of machine, each id once', () => {
    for (const role of MODEL_ROLES) for (const machine of MACHINE_CLASSES.filter((each) => role !== 'embed' || each !== 'cpu')) expect(models.some(({ use }) => use[role]?.includes(machine)), `${role} on ${machine}`).toBe(true);
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  });

  test.each(MACHINE_CLASSES)('recommends for %s only what fits there well', (machine) => {
    const fits = fitsOn(MACHINES[machine]);
    for (const { id, use } of models.filter((each) => Object.values(each.use).some((classes) => classes.includes(machine)))) {
      expect(fits.get(id)?.verdict, `${id} for ${Object.keys(use).join()}`).toBe('yes');
    }
  });

  test('says "no" to what a small machine cannot hold, and "slow" to what a GPU holds only in part', () => {
    expect(fitsOn(MACHINES.cpu).get('qwen3-32b-q4_k_m')?.verdict).toBe('no');
    expect(fitsOn(MACHINES['gpu-8gb']).get('qwen3-32b-q4_k_m')?.verdict).toBe('slow');
  });

  test('counts the context: a long one needs a gigabyte more for every 7000 tokens of an 8B model', () => {
    const bytes = (context: number): number => fitsOn([200e9, 0], context).get('qwen3-8b-q4_k_m')?.needsBytes ?? 0;
    expect(bytes(32_768) - bytes(8192)).toBe(2 * 2 * 36 * 8 * 128 * (32_768 - 8192));
    expect(bytes(1_000_000)).toBe(bytes(32_768));
  });

  test('knows what is installed by its pinned checksum, else by its file name', () => {
    const row = (id: string, filename: string, sha256: string) => ({ id, filename, sha256 }) as ModelRow;
    const pinned = models.find(({ sha256 }) => sha256 !== null)?.sha256 ?? '';
    const rows = [row('a', 'qwen3-8b-q4_k_m.gguf', '0'), row('b', 'anything', pinned)];
    const installed = judgeCatalogue(models, rows, { ramBytes: 1, vramBytes: 0 }, 8192).filter((each) => each.installed !== null);
    expect(installed.map(({ id, installed: by }) => [id, by])).toEqual([['qwen3-8b-q4_k_m', 'a'], ['millwright-embed-small', 'b']]);
  });
});
