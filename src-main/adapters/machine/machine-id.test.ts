import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { machineId } from './machine-id.ts';

test.skipIf(!existsSync('/etc/machine-id'))('Linux names its machine, the same each time', async () => {
  const id = await machineId('linux');
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(await machineId('linux')).toBe(id);
});

test('where nobody says there is no id, and that is no failure', async () => {
  expect(await machineId('aix')).toBeNull();
  if (process.platform === 'linux') expect([await machineId('win32'), await machineId('darwin')]).toEqual([null, null]);
});
