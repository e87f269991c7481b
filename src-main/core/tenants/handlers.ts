import { MillwrightError } from '#shared/contract/errors.ts';
import { setup } from '#shared/contract/setup.ts';
import { type IdentityServices, activeTenants, hasTenants, insertUser, signInAs } from '#core/identity/index.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import { sql } from '#core/ports/sql.ts';
import { slugOf } from './slug.ts';

interface Dependencies {
  identity: IdentityServices;
  crypto: Crypto;
  clock: Clock;
  shell: 'desktop' | 'appliance' | 'cli';
  /** Queues the sample plant's documents for a tenant on behalf of its admin. */
  loadSamplePlant(tenantId: string, userId: string): Promise<void>;
}

/** First run: the state of the installation, and the creation of the first plant with its admin. */
export function setupHandlers({ identity, crypto, clock, shell, loadSamplePlant }: Dependencies) {
  const { database, newPasswords, links, setupTokens } = identity;

  async function createTenant(plant: string, admin: string, password: string): Promise<{ tenantId: string; userId: string }> {
    const [tenantId, userId, hash, now] = [crypto.uuid(), crypto.uuid(), await newPasswords.hash(password, [plant, admin]), clock.now()];
    await database.withSystem(async (tx) => {
      const existing = await tx.maybe(sql`SELECT id FROM tenants LIMIT 1`);
      if (existing) throw new MillwrightError('ALREADY_SET_UP');
      await tx.run(sql`INSERT INTO tenants (id, name, slug, created_at, updated_at) VALUES (${tenantId}, ${plant}, ${slugOf(plant)}, ${now}, ${now})`);
      await insertUser(tx, { id: userId, tenantId, name: admin, role: 'admin', hash, now });
      await tx.run(sql`INSERT INTO operators (tenant_id, user_id) VALUES (${tenantId}, ${userId})`);
    });
    return { tenantId, userId };
  }

  return bindHandlers(setup, {
    async state() {
      const tenants = await activeTenants(database);
      return { ready: tenants.length > 0 || (await hasTenants(database)), plant: tenants.length === 1 ? (tenants[0]?.name ?? null) : null, shell };
    },

    async bootstrap({ setupToken, plant, admin, password, sample }, call) {
      if (!setupTokens.valid(setupToken)) throw new MillwrightError('SETUP_LINK_INVALID');
      const { tenantId, userId } = await createTenant(plant, admin, password);
      setupTokens.revokeAll();
      links.revokeAll();
      call.note({ tenantId, userId, resourceId: tenantId });
      if (sample) await loadSamplePlant(tenantId, userId);
      return signInAs(identity, tenantId, userId, call);
    },
  });
}
