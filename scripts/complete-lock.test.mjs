import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { missingEntries, platformOf } from './complete-lock.mjs';

test('reads the platform off a package’s name', () => {
  expect(platformOf('@lancedb/lancedb-linux-arm64-musl')).toEqual({ os: ['linux'], cpu: ['arm64'], libc: ['musl'] });
  expect(platformOf('@node-llama-cpp/mac-arm64-metal')).toEqual({ os: ['darwin'], cpu: ['arm64'] });
  expect(platformOf('some-plugin')).toEqual({});
});

test('finds an optional platform package that stands nowhere in the lock', () => {
  const lock = { packages: { 'node_modules/a': { optionalDependencies: { '@a/win32-x64': '1.2.3', '@a/linux-x64': '1.2.3', fsevents: '1.0.0' } }, 'node_modules/@a/linux-x64': {} } };
  expect(missingEntries(lock)).toEqual({ 'node_modules/@a/win32-x64': { version: '1.2.3', optional: true, os: ['win32'], cpu: ['x64'] } });
});

test('the lock of this project installs on every platform and names no registry', () => {
  const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
  const lock = JSON.parse(text);
  expect(missingEntries(lock)).toEqual({});
  const elsewhere = Object.values(lock.packages).filter(({ resolved, link }) => resolved !== undefined && link !== true);
  expect(elsewhere).toEqual([]);
});
