import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LABELS, PERMISSIONS, ROLES } from '#shared/contract/permissions.ts';
import { RESOURCES } from '#shared/contract/policy.ts';
import { reach, refusingRule, type RuleSubject } from '#core/policy/resource-rules.ts';
import { sql } from '#core/ports/sql.ts';
import { openTestDatabase, type TestDatabase } from './open-test-database.ts';

const tenantId = randomUUID();
const PEOPLE = [randomUUID(), randomUUID(), randomUUID()] as const;
let opened: TestDatabase;

beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.dispose());

const subject: fc.Arbitrary<RuleSubject> = fc
  .record({ userId: fc.constantFrom(...PEOPLE), role: fc.constantFrom(...ROLES), clearance: fc.constantFrom(...LABELS), scopes: fc.option(fc.subarray([...PERMISSIONS])) })
  .map(({ scopes, ...who }) => ({ ...who, tenantId, tenantActive: true, userActive: true, ...(scopes === null ? {} : { key: { id: 'k', scopes } }) }));
const rows = fc.array(fc.record({ tenant: fc.constantFrom(tenantId, tenantId, tenantId, randomUUID()), owner: fc.option(fc.constantFrom(...PEOPLE)), label: fc.option(fc.constantFrom(...LABELS)) }), { minLength: 1, maxLength: 20 });

test('the condition that a query gets finds exactly the rows that the table of rules allows', async () => {
  await fc.assert(
    fc.asyncProperty(subject, fc.constantFrom(...RESOURCES), rows, async (who, kind, given) => {
      const things = given.map((thing, id) => ({ id, ...thing }));
      const columns = { tenant: sql`r.tenant`, owner: sql`r.owner`, label: sql`r.label` };
      const condition = reach(who, kind, columns);
      const found = await opened.database.withTenant({ tenantId, userId: who.userId }, (tx) =>
        tx.rows<{ id: number }>(sql`SELECT r.id FROM jsonb_to_recordset(${JSON.stringify(things)}::jsonb) AS r(id int, tenant uuid, owner uuid, label text) WHERE ${condition} ORDER BY r.id`),
      );
      const allowed = things.filter(({ tenant, owner, label }) => refusingRule(who, { kind, tenantId: tenant, ownerId: owner, label }) === null);
      expect(found.map(({ id }) => id)).toEqual(allowed.map(({ id }) => id));
    }),
    { numRuns: 400 },
  );
});
