import { parentPort, workerData } from 'node:worker_threads';
import { ScanFull, ScanLost } from '#core/ports/vector-scan.ts';
import { blockBytes, BLOCK_ROWS } from './row-blocks.ts';
import type { ScanCallName, ScanCalls, ScanReply, ScanRequest, ScanWorkerData } from './scan-protocol.ts';
import { createScanTable, type ScanTable } from './scan-table.ts';

const { maxBytes } = workerData as ScanWorkerData;
const tables = new Map<number, { tenantId: string; table: ScanTable }>();
let lastTable = 0;

function reserve(bytes: number): void {
  const held = [...tables.values()].reduce((sum, { table }) => sum + table.usage().bytes, 0);
  if (held + bytes > maxBytes) throw new ScanFull(`The search vectors take more than the ${Math.round(maxBytes / 1024 ** 2)} MB of memory they may.`);
}

function tableOf(number: number): ScanTable {
  const entry = tables.get(number);
  if (entry === undefined) throw new ScanLost('this scan was dropped');
  return entry.table;
}

const calls: { [Name in ScanCallName]: (input: ScanCalls[Name]['in']) => ScanCalls[Name]['out'] } = {
  open({ tenantId, dimension, expectedRows }) {
    for (const [number, entry] of tables) if (entry.tenantId === tenantId) tables.delete(number);
    reserve(Math.ceil(expectedRows / BLOCK_ROWS) * blockBytes(dimension));
    const table = createScanTable(dimension, reserve);
    tables.set((lastTable += 1), { tenantId, table });
    return lastTable;
  },
  put: ({ table, rows }) => tableOf(table).put(rows),
  deleteChunks: ({ table, chunkIds }) => tableOf(table).deleteChunks(chunkIds),
  deleteDocument: ({ table, documentId }) => tableOf(table).deleteDocument(documentId),
  setLabel: ({ table, documentId, labelRank }) => tableOf(table).setLabel(documentId, labelRank),
  search: ({ table, vector, query }) => tableOf(table).search(vector, query),
  vectors: ({ table, chunkIds }) => tableOf(table).vectors(chunkIds),
  usage: ({ table }) => tableOf(table).usage(),
  drop: ({ table }) => void tables.delete(table),
};

function answer<Name extends ScanCallName>({ id, name, input }: ScanRequest<Name>): ScanReply {
  try {
    return { id, ok: true, output: calls[name](input) };
  } catch (error) {
    if (error instanceof ScanFull) return { id, ok: false, reason: 'full', message: error.message };
    if (error instanceof ScanLost) return { id, ok: false, reason: 'gone', message: error.message };
    if (error instanceof TypeError) return { id, ok: false, reason: 'input', message: error.message };
    // Not foreseen, so the tables may be in any state: this ends the thread.
    throw error;
  }
}

parentPort?.on('message', (request: ScanRequest) => parentPort?.postMessage(answer(request)));
