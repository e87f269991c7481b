import type { TextChange } from '#shared/contract/revisions.ts';
import { collectUnhurried } from '#core/knowledge/ingestion/collect-unhurried.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { changesOf, lengthOf } from './revision-changes.ts';
import { type ComparedUnit, unitsOf } from './revision-units.ts';
import { diffRuns } from './text-diff.ts';

const PARTS_AT_A_TIME = 200;
/** Characters of text that are handed out: more than anyone reads, and less than a browser chokes on. */
const MOST_TEXT = 2_000_000;

export interface Compared {
  changes: TextChange[];
  counts: Record<TextChange['kind'], number>;
  truncated: boolean;
}

interface Deps {
  database: Database;
  clock: Clock;
}

/** What changed from one document's text to another's. However long they are, everything else of the core gets its turn meanwhile. */
export async function compareRevisions(deps: Deps, tenantId: string, [before, after]: readonly [string, string], signal: AbortSignal): Promise<Compared> {
  const [old, young] = [await unitsIn(deps, tenantId, before, signal), await unitsIn(deps, tenantId, after, signal)];
  const numbers = new Map<string, number>();
  const runs = await collectUnhurried(diffRuns(await numbered(old, numbers, deps.clock), await numbered(young, numbers, deps.clock)), deps.clock);
  signal.throwIfAborted();
  const counts: Compared['counts'] = { same: 0, added: 0, removed: 0, changed: 0 };
  const compared: Compared = { changes: [], counts, truncated: false };
  let length = 0;
  const steps = await collectUnhurried(changesOf(runs.filter((run) => run !== null), old, young), deps.clock);
  for (const step of steps) {
    counts[step.change.kind] += step.units;
    length += lengthOf(step.change);
    if (length <= MOST_TEXT) compared.changes.push(step.change);
    else compared.truncated = true;
  }
  return compared;
}

async function unitsIn({ database, clock }: Deps, tenantId: string, documentId: string, signal: AbortSignal): Promise<ComparedUnit[]> {
  const units: ComparedUnit[] = [];
  for (let after = -1; ; ) {
    signal.throwIfAborted();
    const parts = await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.rows<{ part: number; page: number | null; section: string | null; content: string }>(sql`SELECT part, page, section, content FROM document_parts
        WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId} AND part > ${after} ORDER BY part LIMIT ${PARTS_AT_A_TIME}`),
    );
    for (const part of await collectUnhurried(parts.values().map(unitsOf), clock)) units.push(...part);
    const last = parts.at(-1);
    if (last === undefined) return units;
    after = last.part;
  }
}

/** Equal units get equal numbers; how words are spaced makes no difference. */
async function numbered(units: readonly ComparedUnit[], numbers: Map<string, number>, clock: Clock): Promise<Int32Array> {
  const list = await collectUnhurried(
    units.values().map(({ text }) => {
      const key = text.replace(/\s+/g, ' ').trim();
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, numbers.size);
      return numbers.size - 1;
    }),
    clock,
  );
  return Int32Array.from(list);
}
