import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LOCK_FILE, acquireDataLock } from '#adapters/data-lock/acquire-data-lock.ts';

const HOLDER = join(import.meta.dirname, 'hold-data-lock.ts');
const STARTS = 10;
const TRIES = 10;

let data: string;
let children: ChildProcess[];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'millwright-lock-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(data, { recursive: true, force: true });
});

/** Starts a process that tries for the lock; resolves with what it said. */
async function start(tries = 1): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [HOLDER, data, String(tries)], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: line.toString().trim() };
}

test(`while one process owns a data directory, ${STARTS * TRIES} tries of ${STARTS} others are refused`, async () => {
  expect((await start()).said).toBe('held');
  const others = await Promise.all(Array.from({ length: STARTS }, () => start(TRIES)));
  expect(others.flatMap(({ said }) => said.split(' '))).toEqual(Array.from({ length: STARTS * TRIES }, () => 'DATA_DIRECTORY_IN_USE'));
});

test('of several processes started at the same time exactly one gets the data directory', async () => {
  const said = (await Promise.all(Array.from({ length: 6 }, () => start()))).map((each) => each.said);
  expect(said.filter((each) => each === 'held')).toHaveLength(1);
  expect(said.filter((each) => each === 'DATA_DIRECTORY_IN_USE')).toHaveLength(5);
});

test('a killed owner leaves the data directory free at once', async () => {
  for (let round = 0; round < 3; round++) {
    const { child, said } = await start();
    expect(said).toBe('held');
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  const lock = await acquireDataLock(data);
  lock.release();
});

test('this process cannot own a data directory twice, and another can after it is released', async () => {
  const lock = await acquireDataLock(data);
  await expect(acquireDataLock(data)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
  // The refused attempt must not have given the lock up.
  expect((await start()).said).toBe('DATA_DIRECTORY_IN_USE');
  lock.release();
  lock.release();
  expect((await start()).said).toBe('held');
});

test('a lock file that is none is refused with a sentence that names it', async () => {
  await writeFile(join(data, LOCK_FILE), 'something else entirely');
  await expect(acquireDataLock(data)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_DAMAGED', message: expect.stringContaining(`"${LOCK_FILE}"`) });
});
