import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROLES } from '#shared/contract/permissions.ts';
import { isAsked } from './who-decides.ts';

const people = ['ada', 'ben', 'cai'];
const asked = fc.record({ approvers: fc.uniqueArray(fc.constantFrom(...people)), needed: fc.integer({ min: 1, max: 3 }), writes: fc.boolean(), user_id: fc.constantFrom(...people) });
const person = fc.record({ userId: fc.constantFrom(...people), role: fc.constantFrom(...ROLES) });

test('where two have to agree, who wants the call is never one of them', () => {
  fc.assert(fc.property(asked, person, (call, who) => !(call.needed > 1 && call.user_id === who.userId && isAsked(call, who))));
});

test('who is named decides, and nobody else', () => {
  fc.assert(fc.property(asked.filter(({ approvers }) => approvers.length > 0), person, (call, who) => !isAsked(call, who) || call.approvers.includes(who.userId)));
});

test('with nobody named, admins decide, and of calls that change nothing also who wants them', () => {
  const call = { approvers: [], needed: 1, user_id: 'ada' };
  expect(isAsked({ ...call, writes: true }, { userId: 'ben', role: 'admin' })).toBe(true);
  expect(isAsked({ ...call, writes: true }, { userId: 'ada', role: 'user' })).toBe(false);
  expect(isAsked({ ...call, writes: false }, { userId: 'ada', role: 'viewer' })).toBe(true);
  expect(isAsked({ ...call, writes: false }, { userId: 'ben', role: 'user' })).toBe(false);
});
