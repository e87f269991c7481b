import { MillwrightError } from '#shared/contract/errors.ts';
import { type Quotas, type TenantSummary, tenants } from '#shared/contract/tenants.ts';
import { insertUser, type NewPasswords } from '#core/identity/index.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import type { Principal } from '#core/pipeline/call.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { dayOf, type TenantQuotas } from './quotas.ts';
import { slugOf } from './slug.ts';
import { tenantCounts } from './tenant-counts.ts';
import { tenantRows, tenantSummary } from './tenant-rows.ts';

interface Dependencies {
  database: Database;
  newPasswords: NewPasswords;
  quotas: TenantQuotas;
  crypto: Crypto;
  clock: Clock;
  /** Pauses the background work of a plant, or lets it go on. */
  suspendWork(tenantId: string, suspended: boolean): void;
}

/** Plants, as the operator of the installation sees them: names and sums, nothing of what is in them. */
export function tenantHandlers({ database, newPasswords, quotas, crypto, clock, suspendWork }: Dependencies) {
  async function one(tx: Transaction, id: string): Promise<TenantSummary> {
    const [row] = await tenantRows(tx, dayOf(clock.now()), id);
    if (!row) throw new MillwrightError('TENANT_NOT_FOUND');
    return tenantSummary(row, quotas);
  }

  /** Null lets it work again. */
  async function setSuspended(id: string, suspended: { reason: string; since: string } | null): Promise<TenantSummary> {
    const active = suspended === null;
    const tenant = await database.withSystem(async (tx) => {
      await tx.run(sql`UPDATE tenants SET is_active = ${active}, config = config || ${JSON.stringify({ suspended })}::jsonb, updated_at = ${clock.now()} WHERE id = ${id}`);
      return one(tx, id);
    });
    suspendWork(id, !active);
    return tenant;
  }

  return bindHandlers(tenants, {
    async list() {
      const rows = await database.withSystem((tx) => tenantRows(tx, dayOf(clock.now())));
      return { tenants: rows.map((row) => tenantSummary(row, quotas)) };
    },

    async metrics({ id }, { principal }) {
      if (id !== principal.tenantId) throw new MillwrightError('TENANT_NOT_FOUND');
      const counts = await database.withTenant(principal, (tx) => tenantCounts(tx, clock.now()));
      const { usage, quotas: allowed } = await database.withSystem((tx) => one(tx, id));
      return { tenant: id, ...counts, usage, quotas: allowed };
    },

    async add({ name, admin, password }, { note }) {
      const [tenantId, userId, hash, now] = [crypto.uuid(), crypto.uuid(), await newPasswords.hash(password, [name, admin]), clock.now()];
      const tenant = await database.withSystem(async (tx) => {
        const existing = await tx.rows<{ name: string; slug: string }>(sql`SELECT name, slug FROM tenants`);
        if (existing.some((each) => each.name.toLowerCase() === name.toLowerCase())) throw new MillwrightError('TENANT_EXISTS');
        const slug = freeSlug(slugOf(name), new Set(existing.map((each) => each.slug)));
        await tx.run(sql`INSERT INTO tenants (id, name, slug, created_at, updated_at) VALUES (${tenantId}, ${name}, ${slug}, ${now}, ${now})`);
        await insertUser(tx, { id: userId, tenantId, name: admin, role: 'admin', hash, now });
        return one(tx, tenantId);
      });
      note({ resourceId: tenantId });
      return tenant;
    },

    async suspend({ id, reason }, { principal }) {
      if (id === principal.tenantId && !isOwner(principal)) throw new MillwrightError('TENANT_IN_USE');
      return setSuspended(id, { reason, since: clock.now().toISOString() });
    },

    resume: ({ id }) => setSuspended(id, null),

    async setQuotas({ id, ...changed }) {
      const given = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined)) satisfies Partial<Quotas>;
      return database.withSystem(async (tx) => {
        await tx.run(sql`UPDATE tenants SET config = jsonb_set(config, '{quotas}', coalesce(config->'quotas', '{}'::jsonb) || ${JSON.stringify(given)}::jsonb), updated_at = ${clock.now()}
          WHERE id = ${id}`);
        return one(tx, id);
      });
    },

    setAskRate: ({ id, role, rate }) =>
      database.withSystem(async (tx) => {
        await tx.run(sql`UPDATE tenants SET config = jsonb_set(config, '{askRates}', (coalesce(config->'askRates', '{}'::jsonb) - ${role}::text) || ${JSON.stringify(rate === null ? {} : { [role]: rate })}::jsonb),
          updated_at = ${clock.now()} WHERE id = ${id}`);
        return one(tx, id);
      }),
  });
}

const isOwner = ({ via }: Principal): boolean => via === 'owner';

/** Different names can fold to one slug: the later one gets a number. */
function freeSlug(wanted: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? wanted : `${wanted.slice(0, 58)}-${n}`;
    if (!taken.has(slug)) return slug;
  }
}
