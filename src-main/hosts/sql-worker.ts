import { connectToParent } from '#adapters/child-process/connect-to-parent.ts';
import { serveWorker } from '#adapters/child-process/serve-worker.ts';

serveWorker(
  connectToParent(),
  Promise.all([import('#adapters/sql/sql-methods.ts'), import('#adapters/egress/checked-socket.ts')]).then(([{ createSqlMethods }, { checkedSocket }]) => createSqlMethods(checkedSocket)),
);
