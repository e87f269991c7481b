import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'millwright-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('createLogger', () => {
  it('writes a line at once, without the fields that hold secrets', () => {
    const file = join(folder, 'logs', 'test.log');
    createLogger({ file }).warn('a door was closed', { caller: 'window:1', token: 'abc', call: { password: 'xyz' } });
    const line = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 40, msg: 'a door was closed', caller: 'window:1', call: {} });
    expect(JSON.stringify(line)).not.toMatch(/abc|xyz/);
  });

  it('says when, in UTC', () => {
    const file = join(folder, 'logs', 'times.log');
    const from = Date.now();
    createLogger({ file }).info('a door was opened');
    const { time } = JSON.parse(readFileSync(file, 'utf8')) as { time: string };
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(time)).toBeGreaterThanOrEqual(from);
  });

  it('goes on where the file cannot be written', () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    expect(() => createLogger({ file: join(blocked, 'test.log') }).error('said to standard error instead')).not.toThrow();
  });
});
