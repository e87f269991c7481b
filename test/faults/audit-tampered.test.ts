import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Anchor } from '#shared/contract/audit.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { collect, openTestCore, setUpPlant, type TestCore, verifyLog } from '#test/support/test-core.ts';

const PROGRAM = join(import.meta.dirname, '../../src-main/hosts/audit-verify.ts');
const OWNER: Credential = { kind: 'owner', tenant: null };
/** What nobody may do but the owner of the files, who is the engine's superuser. */
const UNPROTECTED = "SET session_replication_role = 'origin'; ALTER TABLE audit_logs DISABLE TRIGGER ALL; ALTER TABLE audit_checkpoints DISABLE TRIGGER ALL; SET row_security = off;";
const OURS = 'tenant_id IN (SELECT id FROM tenants)';
const COLUMNS = 'user_id, user_name, session_id, event_type, outcome, operation, correlation_id, resource_type, resource_id, model, tools_used, request_hash, latency_ms, metadata, created_at, prev_hash, hash';
/** Chains all records anew by the engine's own functions, and lets the head agree. */
const RECHAIN = `
  DO $$ DECLARE each audit_logs; before text := repeat('0', 64);
  BEGIN
    FOR each IN SELECT * FROM audit_logs WHERE ${OURS} ORDER BY seq LOOP
      each.prev_hash := before;
      each.hash := encode(sha256(convert_to(audit_serialised(each), 'UTF8')), 'hex');
      UPDATE audit_logs SET prev_hash = each.prev_hash, hash = each.hash WHERE id = each.id;
      before := each.hash;
    END LOOP;
    UPDATE audit_heads SET hash = before, seq = (SELECT max(seq) FROM audit_logs WHERE ${OURS}) WHERE ${OURS};
  END $$;`;

/** The eight kinds, as SQL. `first` is the record that has to be named, where one can be told. */
const KINDS: Record<string, (at: number) => { statements: string; first?: number }> = {
  edit: (at) => ({ statements: `UPDATE audit_logs SET outcome = 'denied' WHERE seq = ${at} AND ${OURS}`, first: at }),
  delete: (at) => ({ statements: `DELETE FROM audit_logs WHERE seq = ${at} AND ${OURS}`, first: at }),
  insert: (at) => ({
    statements: `UPDATE audit_logs SET seq = -seq - 1 WHERE seq > ${at} AND ${OURS}; UPDATE audit_logs SET seq = -seq WHERE seq < 0 AND ${OURS};
      INSERT INTO audit_logs (id, tenant_id, seq, ${COLUMNS}) SELECT gen_random_uuid(), tenant_id, seq + 1, ${COLUMNS} FROM audit_logs WHERE seq = ${at} AND ${OURS};
      UPDATE audit_heads SET seq = seq + 1 WHERE ${OURS}`,
    first: at + 1,
  }),
  swap: (at) => ({ statements: `UPDATE audit_logs SET seq = 0 WHERE seq = ${at} AND ${OURS}; UPDATE audit_logs SET seq = ${at} WHERE seq = ${at + 3} AND ${OURS}; UPDATE audit_logs SET seq = ${at + 3} WHERE seq = 0 AND ${OURS}`, first: at }),
  'cut the tail': (at) => ({
    statements: `DELETE FROM audit_logs WHERE seq >= ${at} AND ${OURS}; DELETE FROM audit_checkpoints WHERE seq >= ${at} AND ${OURS};
      UPDATE audit_heads h SET seq = l.seq, hash = l.hash FROM audit_logs l WHERE l.tenant_id = h.tenant_id AND l.seq = ${at - 1} AND h.${OURS}`,
  }),
  'rewrite all': (at) => ({ statements: `UPDATE audit_logs SET outcome = 'denied' WHERE seq = ${at} AND ${OURS}; ${RECHAIN} UPDATE audit_checkpoints c SET hash = l.hash FROM audit_logs l WHERE l.tenant_id = c.tenant_id AND l.seq = c.seq AND c.${OURS}` }),
  'delete and rewrite': (at) => ({ statements: `DELETE FROM audit_logs WHERE seq = ${at} AND ${OURS}; UPDATE audit_logs SET seq = -seq + 1 WHERE seq > ${at} AND ${OURS}; UPDATE audit_logs SET seq = -seq WHERE seq < 0 AND ${OURS}; ${RECHAIN}` }),
  'forge a checkpoint': (at) => ({
    statements: `UPDATE audit_logs SET outcome = 'denied' WHERE seq = ${at} AND ${OURS}; ${RECHAIN}
      UPDATE audit_checkpoints c SET hash = l.hash, statement = jsonb_set(c.statement::jsonb, '{hash}', to_jsonb(l.hash::text))::text FROM audit_logs l WHERE l.tenant_id = c.tenant_id AND l.seq = c.seq AND c.${OURS}`,
  }),
};

let root: string;
let clean: string;
let anchor: Anchor;
let newest: number;

/** A plant with three checkpoints and an anchor of the last, closed. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millwright-tampered-'));
  const plant = await openTestCore();
  await setUpPlant(plant);
  for (let checkpoint = 0; checkpoint < 3; checkpoint++) {
    for (let i = 0; i < 6; i++) await plant.call('conversations.create', {}, OWNER);
    anchor = await plant.call<Anchor>('audit.checkpoint', {}, OWNER);
  }
  newest = (JSON.parse(anchor.statement) as { seq: number }).seq;
  await plant.core.close();
  clean = plant.dataDirectory;
});
afterAll(async () => {
  for (const folder of [root, clean]) await rm(folder, { recursive: true, force: true });
});

async function tampered(statements: string): Promise<TestCore> {
  const directory = await mkdtemp(join(root, 'copy-'));
  await cp(clean, directory, { recursive: true });
  const database = await PGlite.create(join(directory, 'pg'));
  await database.exec(`${UNPROTECTED} ${statements};`);
  await database.close();
  return openTestCore(directory);
}

/** The same log without the engine: exported, and read by the program that has nothing but the file and the anchor. */
async function withoutTheEngine(plant: TestCore): Promise<{ ok: boolean }> {
  const events = await collect(await plant.events<{ text?: string }>('audit.export', { format: 'jsonl' }, OWNER));
  const file = join(plant.dataDirectory, 'log.jsonl');
  await writeFile(file, events.map(({ text }) => text ?? '').join(''));
  await writeFile(`${file}.anchor`, JSON.stringify(anchor));
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, file, `${file}.anchor`]).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as { ok: boolean };
}

describe('on a real data directory', () => {
  test('an untouched copy is whole, in the product and without it', async () => {
    const plant = await tampered('SELECT 1');
    expect(await verifyLog(plant, OWNER, anchor)).toMatchObject({ ok: true });
    expect(await withoutTheEngine(plant)).toMatchObject({ ok: true });
    await plant.close();
  });

  const cases = Object.keys(KINDS).map((kind, index) => [kind, index % 2 === 0 ? 0.3 : 0.85] as const);
  test.each(cases)('%s at %d of the log is found', async (kind, place) => {
    const at = Math.round(newest * place);
    const { statements, first } = KINDS[kind]?.(at) ?? { statements: '' };
    const plant = await tampered(statements);
    const verdict = await verifyLog(plant, OWNER, anchor);
    expect(verdict.ok).toBe(false);
    if (first !== undefined) expect(verdict.firstBad?.seq).toBe(first);
    else expect(verdict.firstBad?.seq).toBeLessThanOrEqual(newest + 1);
    expect(await withoutTheEngine(plant)).toMatchObject({ ok: false });
    await plant.close();
  });
});
