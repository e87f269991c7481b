// A core without screens: takes documents in until it is killed. Started by ingestion-killed.test.ts.
import { writeSync } from 'node:fs';
import { sql } from '#core/ports/sql.ts';
import { openKnowledge, plantOf, upload } from '#test/knowledge/open-knowledge.ts';
import { manual } from './manual.ts';

interface Task {
  data: string;
  tenantId: string;
  users: { admin: string; user: string; viewer: string; auditor: string };
  /** Number of the first document to add. */
  from: number;
  count: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const open = await openKnowledge(task.data);
const plant = plantOf(task.tenantId, 'Killed Works', task.users);
const left = await open.database.withTenant({ tenantId: task.tenantId, userId: null }, (tx) =>
  tx.one<{ n: number }>(sql`SELECT count(*)::int AS n FROM documents WHERE status IN ('pending', 'processing')`),
);
writeSync(1, `unfinished ${left.n}\n`);
await open.knowledge.start();
for (let n = task.from; n < task.from + task.count; n++) {
  const { document } = await upload(open.knowledge, plant.as('user'), `manual-${n}.md`, manual(n));
  writeSync(1, `acknowledged ${n} ${document.id}\n`);
}
await open.knowledge.ingestion.idle();
writeSync(1, 'idle\n');
