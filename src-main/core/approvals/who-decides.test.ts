import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROLES } from '#shared/contract/permissions.ts';
import { isAsked, stillCounts } from './who-decides.ts';

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

test('what somebody agreed to counts while they may still decide, as one of those who were asked when they did', () => {
  const escalated = { id: 'call', approvers: ['cai'], asked_before: [], escalated_at: new Date(2_000), needed: 2, writes: true, user_id: 'ada' };
  const ben = { userId: 'ben', role: 'admin', active: true, at: new Date(1_000) } as const;
  expect(stillCounts(escalated, ben)).toBe(true);
  expect(stillCounts(escalated, { ...ben, role: 'user' })).toBe(false);
  expect(stillCounts(escalated, { ...ben, active: false })).toBe(false);
  expect(stillCounts(escalated, { ...ben, at: new Date(3_000) })).toBe(false);
  expect(stillCounts(escalated, { ...ben, userId: 'cai', role: 'user', at: new Date(3_000) })).toBe(true);
});
