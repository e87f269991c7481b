import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LABELS, ROLES } from '#shared/contract/permissions.ts';
import { RESOURCE_RULES, RESOURCES } from '#shared/contract/policy.ts';
import { clearanceOf, labelRank, roleClearance, visibleLabels } from './clearance.ts';
import { allows } from './matrix.ts';
import { refusingRule, requireAtDoor, RESOURCE_RULE_TABLE, RESOURCE_TABLE, resourceRows, type RuleResource, type RuleSubject } from './resource-rules.ts';

const id = fc.constantFrom('a', 'b', 'c');
const label = fc.constantFrom(...LABELS);
const role = fc.constantFrom(...ROLES);
const subject: fc.Arbitrary<RuleSubject> = fc.record({ tenantId: id, tenantActive: fc.boolean(), userId: id, userActive: fc.boolean(), role, clearance: label });
const resource: fc.Arbitrary<RuleResource> = fc.record({ kind: fc.constantFrom(...RESOURCES), tenantId: id, ownerId: fc.option(id), label: fc.option(label) });

test('the table that an admin is shown is the table of the rules', () => {
  expect(Object.keys(RESOURCE_RULE_TABLE)).toEqual([...RESOURCE_RULES]);
  expect(resourceRows().map((row) => row.resource)).toEqual([...RESOURCES]);
  expect(resourceRows()).toContainEqual({ resource: 'document', rules: ['active-tenant', 'active-user', 'same-tenant', 'cleared-for-label'], others: null, opens: null });
  expect(resourceRows()).toContainEqual({ resource: 'session', rules: ['active-tenant', 'active-user', 'same-tenant', 'own-or-permitted'], others: 'users:manage', opens: null });
});

test('whoever passes is active, in the plant, cleared where there is a label, and the owner or permitted where it is somebody’s own', () => {
  fc.assert(
    fc.property(subject, resource, (who, what) => {
      const { owned, others, labelled } = RESOURCE_TABLE[what.kind];
      const owner = !owned || what.ownerId === who.userId || (others !== null && allows(who.role, others));
      const cleared = !labelled || (what.label !== null && LABELS.indexOf(what.label) <= LABELS.indexOf(who.clearance));
      const should = who.tenantActive && who.userActive && who.tenantId === what.tenantId && owner && cleared;
      return (refusingRule(who, what) === null) === should;
    }),
    { numRuns: 2_000 },
  );
});

test('taking anything from a person never lets them do more', () => {
  fc.assert(
    fc.property(subject, resource, label, (who, what, lower) => {
      const less = { ...who, clearance: labelRank(lower) < labelRank(who.clearance) ? lower : who.clearance };
      const weaker = [less, { ...who, userActive: false }, { ...who, tenantActive: false }, { ...who, key: { id: 'k', scopes: [] } }];
      return weaker.every((each) => refusingRule(each, what) !== null || refusingRule(who, what) === null);
    }),
    { numRuns: 2_000 },
  );
});

test('the door lets in who is active in an active plant, and nobody else', () => {
  expect(() => requireAtDoor({ tenantActive: true, userActive: true })).not.toThrow();
  for (const who of [{ tenantActive: false, userActive: true }, { tenantActive: true, userActive: false }]) expect(() => requireAtDoor(who)).toThrow('Sign in first');
});

const clearance = fc.tuple(label, label).map(([a, b]) => (labelRank(a) <= labelRank(b) ? { standard: a, most: b } : { standard: b, most: a }));
const settings = fc.record({ admin: clearance, user: clearance, viewer: clearance }, { requiredKeys: [] });

test('a clearance is never beyond what the role may have, and is the own one or the standard within that', () => {
  fc.assert(
    fc.property(settings, role, fc.option(label), (set, of, own) => {
      const { standard, most } = roleClearance(of, set);
      const counts = clearanceOf({ role: of, own }, set);
      const wanted = own ?? standard;
      return labelRank(counts) === Math.min(labelRank(wanted), labelRank(most));
    }),
    { numRuns: 2_000 },
  );
});

test('what a clearance shows is closed downwards', () => {
  for (const of of LABELS) expect(visibleLabels({ clearance: of })).toEqual(LABELS.filter((each) => labelRank(each) <= labelRank(of)));
});
