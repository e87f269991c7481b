import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDataDirectory } from '#test/database/open-test-database.ts';

const FILLER = join(import.meta.dirname, 'fill-disk.ts');
const WORKER = join(import.meta.dirname, 'work-on-a-full-disk.ts');

/** A small disk of its own for one command, where the system lets an ordinary process have one. */
const NAMESPACE = ['-Urm', 'sh', '-c', 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"', 'sh'];
const possible = process.platform === 'linux' && spawnSync('unshare', [...NAMESPACE, '1m', tmpdir(), 'true']).status === 0;
if (!possible) console.warn('SKIPPED: the database on a full disk (needs Linux with unprivileged user namespaces)');

let disk: string;
let template: string;

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'millwright-disk-'));
  template = await freshDataDirectory();
});
afterAll(async () => {
  await rm(disk, { recursive: true, force: true });
  await rm(template, { recursive: true, force: true });
});

interface Report {
  first: string;
  whileFull: string[];
  afterwards: string[];
  acknowledged: number;
  kept: number;
  slowestMs: number;
}

test.skipIf(!possible)('on a disk that is really full nothing hangs, nothing acknowledged is lost, and work goes on when there is room', async () => {
  const { stdout } = await promisify(execFile)('unshare', [...NAMESPACE, '110m', disk, process.execPath, FILLER, disk, join(template, 'pg')]);
  const report = JSON.parse(stdout) as Report;
  expect(report.first).toBe('DISK_FULL');
  expect(new Set(report.whileFull)).toEqual(new Set(['DISK_FULL']));
  expect(report.afterwards).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(report.acknowledged).toBeGreaterThan(50);
  expect(report.kept).toBe(report.acknowledged);
  expect(report.slowestMs).toBeLessThan(20_000);
});

interface Plant {
  before: string[];
  low: string[];
  full: string[];
  again: string;
  done: number;
  there: number;
  intents: number;
  ends: number;
  whole: boolean;
}

test.skipIf(!possible)('a plant whose disk fills does nothing that is not recorded, and works on when there is room', async () => {
  const { stdout } = await promisify(execFile)('unshare', [...NAMESPACE, '900m', disk, process.execPath, WORKER, disk, template]);
  const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Plant;
  expect(new Set(report.before)).toEqual(new Set(['ok']));
  expect(new Set(report.low)).toEqual(new Set(['AUDIT_UNAVAILABLE: The disk is nearly full, so the audit record cannot be written and nothing is done. Free some space and try again.']));
  expect(report.full.filter((each) => !each.startsWith('AUDIT_UNAVAILABLE'))).toEqual([]);
  expect(report.again).toBe('ok');
  // Nothing is there that was not recorded before, and nothing that was said to be done is missing.
  expect(report.there).toBeLessThanOrEqual(report.intents);
  expect(report.there).toBeGreaterThanOrEqual(report.done);
  expect(report.whole).toBe(true);
}, 240_000);
