import { expect, test } from 'vitest';
import { SSO_DEFAULTS } from '#shared/contract/sso.ts';
import { mapClaims } from './claim-mapping.ts';

const groups = { admin: ['mw-admins'], user: ['operators', 'Plant.User'], viewer: ['guests'] };

test('a person in several groups gets the role that is allowed most', () => {
  const role = (of: unknown) => mapClaims({ sub: 'x', groups: of }, SSO_DEFAULTS.claims, groups).role;
  expect([role(['guests', 'mw-admins']), role(['guests', 'operators']), role(['guests']), role([]), role('guests')]).toEqual(['admin', 'user', 'viewer', null, 'viewer']);
});

test('what is not a list of names gives no role', () => {
  for (const odd of [null, 7, true, {}, [7], [['mw-admins']], { 0: 'mw-admins' }]) expect(mapClaims({ sub: 'x', groups: odd }, SSO_DEFAULTS.claims, groups).role).toBe(null);
});

test('a role needs the very name of its group', () => {
  for (const near of ['MW-ADMINS', 'mw-admins ', 'mw-admin', 'x,mw-admins']) expect(mapClaims({ sub: 'x', groups: [near] }, SSO_DEFAULTS.claims, groups).role).toBe(null);
});

test('Azure Entra: oid, roles and groups, and the tenant', () => {
  const mapping = { ...SSO_DEFAULTS.claims, subject: 'oid', groups: 'roles groups', tenant: 'tid', tenantValue: 't-1' };
  const claims = { oid: 'o-1', sub: 'pairwise', tid: 't-1', name: 'Ada', roles: ['Plant.User'], groups: ['9d1c'] };
  expect(mapClaims(claims, mapping, groups)).toMatchObject({ subject: 'o-1', role: 'user', groups: ['Plant.User', '9d1c'], ofThisPlant: true });
  expect(mapClaims({ ...claims, tid: 't-2' }, mapping, groups).ofThisPlant).toBe(false);
  expect(mapClaims({ ...claims, tid: undefined }, mapping, groups).ofThisPlant).toBe(false);
  expect(mapClaims({ ...claims, tid: undefined }, { ...mapping, tenantValue: null }, groups).ofThisPlant).toBe(false);
});

test('a claim is found by a name with dots in it, or by the path that they make', () => {
  const at = (claims: object, name: string) => mapClaims({ sub: 'x', ...claims }, { ...SSO_DEFAULTS.claims, groups: name }, groups).role;
  expect(at({ realm_access: { roles: ['operators'] } }, 'realm_access.roles')).toBe('user');
  expect(at({ 'https://plant.example/roles': ['operators'] }, 'https://plant.example/roles')).toBe('user');
  expect(at({}, '__proto__.x')).toBe(null);
  expect(at({}, 'constructor.name')).toBe(null);
});
