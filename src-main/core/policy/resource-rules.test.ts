import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LABELS, PERMISSIONS, ROLES } from '#shared/contract/permissions.ts';
import { RESOURCE_RULES } from '#shared/contract/policy.ts';
import { clearanceOf, labelRank, roleClearance, visibleLabels } from './clearance.ts';
import { allows } from './matrix.ts';
import { refusingRule, RESOURCE_RULE_TABLE, type RuleResource, type RuleSubject } from './resource-rules.ts';

const id = fc.constantFrom('a', 'b', 'c');
const label = fc.constantFrom(...LABELS);
const role = fc.constantFrom(...ROLES);
const subject: fc.Arbitrary<RuleSubject> = fc.record({ tenantId: id, tenantActive: fc.boolean(), userId: id, userActive: fc.boolean(), role, clearance: label });
const resource: fc.Arbitrary<RuleResource> = fc.record({ tenantId: id, ownerId: fc.option(id), overrides: fc.option(fc.constantFrom(...PERMISSIONS)), label: fc.option(label) });

test('the table that an admin is shown is the table of the rules', () => {
  expect(Object.keys(RESOURCE_RULE_TABLE)).toEqual([...RESOURCE_RULES]);
});

test('whoever passes is active, in the plant, cleared, and the owner or permitted', () => {
  fc.assert(
    fc.property(subject, resource, (who, what) => {
      const passes = refusingRule(who, what) === null;
      const owner = what.ownerId === null || what.ownerId === who.userId;
      const should =
        who.tenantActive && who.userActive && who.tenantId === what.tenantId && (owner || (what.overrides !== null && allows(who.role, what.overrides))) &&
        (what.label === null || LABELS.indexOf(what.label) <= LABELS.indexOf(who.clearance));
      return passes === should;
    }),
    { numRuns: 2_000 },
  );
});

test('taking anything from a person never lets them do more', () => {
  fc.assert(
    fc.property(subject, resource, label, (who, what, lower) => {
      const less = { ...who, clearance: labelRank(lower) < labelRank(who.clearance) ? lower : who.clearance };
      return [less, { ...who, userActive: false }, { ...who, tenantActive: false }].every((weaker) => refusingRule(weaker, what) !== null || refusingRule(who, what) === null);
    }),
    { numRuns: 2_000 },
  );
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
