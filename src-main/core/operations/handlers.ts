import type { EventOf } from '#shared/contract/define-operations.ts';
import type { QueueState } from '#shared/contract/queue.ts';
import { type Mode, type Reranked, system } from '#shared/contract/system.ts';
import { secondsBehindRecord } from '#core/audit/index.ts';
import { bindHandlers, type Call, type Principal, sideBySide } from '#core/pipeline/index.ts';
import { mayDo, visibleLabels } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { EmbedderState } from '#core/ports/embedder.ts';
import type { Egress } from '#core/ports/egress.ts';
import { sql } from '#core/ports/sql.ts';
import { type Checked, type DocumentCounts, runChecks } from './checks.ts';

interface Dependencies extends Checked {
  clock: Clock;
  rerankMode(tenantId: string): Promise<Reranked>;
  answerMode(tenantId: string): Promise<Omit<Mode['answers'], 'mode'> & { sentTo: string[] }>;
  /** The model that a plant's questions are embedded with. */
  searchedBy(tenantId: string): Promise<EmbedderState>;
  egress: Pick<Egress, 'origins'>;
  /** How the reading of a plant's documents stands; how many calls wait for somebody. Both now and whenever it changes, until the signal aborts. */
  watchQueue(tenantId: string, signal: AbortSignal): AsyncGenerator<QueueState, void>;
  watchWaiting(principal: Principal, signal: AbortSignal): AsyncGenerator<number, void>;
}

type Going = EventOf<typeof system.watch>;

/** Health for monitors, the mode line for everyone, the full report for admins. */
export function systemHandlers(parts: Dependencies) {
  const { database, trail, machine, clock } = parts;

  function documentCounts(principal: Principal): Promise<DocumentCounts> {
    return database.withTenant(principal, (tx) =>
      tx.one<DocumentCounts>(sql`
        SELECT count(*) FILTER (WHERE status = 'ready')::int AS ready, count(*) FILTER (WHERE status IN ('pending', 'processing'))::int AS working,
               count(*) FILTER (WHERE status = 'failed')::int AS failed
        FROM documents WHERE tenant_id = ${tx.tenantId} AND label = ANY(${visibleLabels(principal)})`),
    );
  }

  const behindRecord = (principal: Principal): Promise<number> => database.withTenant(principal, (tx) => secondsBehindRecord(tx, clock.now()));

  async function* queueOf({ principal, signal }: Call<Principal>): AsyncGenerator<Going, void> {
    for await (const queue of parts.watchQueue(principal.tenantId, signal)) yield { type: 'queue', queue };
  }

  async function* waitingFor({ principal, signal }: Call<Principal>): AsyncGenerator<Going, void> {
    for await (const waiting of parts.watchWaiting(principal, signal)) yield { type: 'approvals', waiting };
  }

  /** One stream for both: a browser keeps no more than six connections to one machine, whatever windows it has. */
  async function* watch(_input: object, call: Call<Principal>): AsyncGenerator<Going> {
    const seen = [mayDo(call.principal, 'documents:read') ? [queueOf(call)] : [], mayDo(call.principal, 'approvals:decide') ? [waitingFor(call)] : []].flat();
    for await (const { value } of sideBySide(seen)) yield value;
  }

  return bindHandlers(system, {
    watch,

    health: async () => ({ status: 'ok', version: machine.version, uptimeSeconds: machine.uptimeSeconds() }),

    async ready() {
      const alive = await database.ping().then(
        () => true,
        () => false,
      );
      return { ready: alive && trail.healthy() };
    },

    async mode(_input, { principal }) {
      const { model, device, heavy, reason, sentTo } = await parts.answerMode(principal.tenantId);
      const { embedder, reason: searchReason } = await parts.searchedBy(principal.tenantId);
      return {
        answers: { mode: model ? 'generated' : 'passages', model, device, heavy, reason },
        search: { mode: embedder ? 'hybrid' : 'keyword', model: embedder?.name ?? null, reason: searchReason, rerank: await parts.rerankMode(principal.tenantId) },
        network: { ...machine.network(), sentTo, allowed: parts.egress.origins.map((origin) => origin.replace(/^\w+:\/\//, '')) },
        documents: await documentCounts(principal),
      };
    },

    async report(_input, { principal }) {
      return {
        version: machine.version,
        uptimeSeconds: machine.uptimeSeconds(),
        checks: await runChecks(parts, { search: await parts.searchedBy(principal.tenantId), documents: await documentCounts(principal), behindSeconds: await behindRecord(principal) }),
        memory: machine.memory(),
        disk: await machine.disk(),
      };
    },
  });
}
