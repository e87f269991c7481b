import type { EventOf } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { privacy } from '#shared/contract/privacy.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Archiver } from '#core/ports/archiver.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Exports } from '#core/ports/exports.ts';
import { sql } from '#core/ports/sql.ts';
import { type ExportDeps, exportEntries } from './export-entries.ts';
import { holdingsOf } from './holdings.ts';
import { requirePerson } from './person.ts';
import { within } from './within.ts';

const TELL_MS = 200;

export type ExportServices = ExportDeps & { archiver: Archiver; exports: Exports; crypto: Crypto };

/** Makes the archive of a person, saying how far it is; leaving the stream stops it. The person finds that it was made among the openings. */
export async function* exportPerson(services: ExportServices, id: string, { principal, signal, note }: Call<Principal>): AsyncGenerator<EventOf<typeof privacy.export>> {
  const { database, clock, crypto, archiver, exports } = services;
  const { person, holdings } = await database.withTenant(principal, async (tx) => {
    const found = await requirePerson(tx, id);
    if (id !== principal.userId) {
      await tx.run(sql`INSERT INTO conversation_openings (id, tenant_id, conversation_id, owner_id, opened_by, reason, opened_at)
        VALUES (${crypto.uuid()}, ${principal.tenantId}, NULL, ${id}, ${principal.userId}, '', ${clock.now()})`);
    }
    return { person: found, holdings: await holdingsOf(tx, id) };
  });
  const total = holdings.messages + holdings.auditRecords + holdings.documents;
  let [done, withheld] = [0, 0];
  const left = new AbortController();
  const entries = exportEntries(services, principal, person, { did: (count) => void (done += count), withheld: () => void (withheld += 1) });
  const making = exports.keep(principal, id, archiver.zip(entries), AbortSignal.any([signal, left.signal]));
  try {
    let made = await within(making, TELL_MS);
    for (; made === null; made = await within(making, TELL_MS)) yield { type: 'progress', done: Math.min(done, total), total };
    note({ metadata: { export: made.id, bytes: made.sizeBytes, messages: holdings.messages, documents: holdings.documents, withheld } });
    yield { type: 'ready', exportId: made.id, filename: `millwright-${person.id}.zip`, sizeBytes: made.sizeBytes, withheld };
  } finally {
    left.abort(new MillwrightError('CANCELLED'));
    await making.catch(() => undefined);
  }
}
