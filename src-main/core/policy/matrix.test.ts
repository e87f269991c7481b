import { PERMISSIONS, PLATFORM_PERMISSIONS } from '#shared/contract/permissions.ts';
import { expect, test } from 'vitest';
import { clearanceOf, visibleLabels } from './clearance.ts';
import { allows, ROLE_MATRIX } from './matrix.ts';

test('an admin may do all of the tenant, and nothing of the platform', () => {
  expect(ROLE_MATRIX.admin).toEqual(PERMISSIONS.filter((each) => !PLATFORM_PERMISSIONS.includes(each)));
});

test('a user uploads and reads, sees the own audit trail, and manages nobody', () => {
  const may = (permission: (typeof PERMISSIONS)[number]) => allows('user', permission);
  expect([may('documents:upload'), may('documents:read'), may('audit:read-own'), may('conversations:use')]).toEqual([true, true, true, true]);
  expect([may('audit:read-all'), may('users:manage'), may('models:manage'), may('documents:manage')]).toEqual([false, false, false, false]);
});

test('a viewer reads and asks but neither uploads nor sees any audit record', () => {
  expect(ROLE_MATRIX.viewer.filter((permission) => permission.startsWith('audit') || permission === 'documents:upload')).toEqual([]);
});

test('an auditor reads the whole record, and neither documents nor conversations nor people', () => {
  expect(ROLE_MATRIX.auditor).toEqual(['audit:read-own', 'audit:read-all', 'system:read']);
});

test('a viewer does not see what is labelled restricted unless the plant or an admin says so', () => {
  expect(visibleLabels({ clearance: clearanceOf({ role: 'viewer', own: null }, {}) })).toEqual(['public', 'internal', 'confidential']);
  expect(clearanceOf({ role: 'viewer', own: 'restricted' }, {})).toBe('restricted');
  expect(clearanceOf({ role: 'user', own: null }, {})).toBe('restricted');
});
