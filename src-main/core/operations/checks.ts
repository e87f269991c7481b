import type { Check } from '#shared/contract/system.ts';
import type { AuditTrail } from '#core/audit/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { EmbedderState } from '#core/ports/embedder.ts';
import type { Inference } from '#core/ports/inference.ts';
import type { Machine } from '#core/ports/machine.ts';
import type { VectorIndex } from '#core/ports/vector-index.ts';

const DISK_LOW_BYTES = 2 * 1024 ** 3;
const DISK_FLOOR_BYTES = 512 * 1024 ** 2;

export interface Checked {
  database: Database;
  trail: AuditTrail;
  index: VectorIndex;
  inference: Inference;
  machine: Machine;
}

export interface DocumentCounts {
  ready: number;
  working: number;
  failed: number;
}

/** What is asked of the plant that wants to know. */
export interface OfPlant {
  documents: DocumentCounts;
  search: EmbedderState;
  /** By how far the clock stands behind the plant's newest record. */
  behindSeconds: number;
}

/** State of every part, each with a sentence that says what it means. */
export async function runChecks(parts: Checked, { documents, search, behindSeconds }: OfPlant): Promise<Check[]> {
  const { trail, index, inference, machine } = parts;
  const { embedder, reason } = search;
  const { freeBytes } = await machine.disk();
  return [
    await databaseCheck(parts.database),
    trail.healthy()
      ? check('audit', 'ok', 'Every call is recorded.')
      : check('audit', 'failed', 'Audit records cannot be written, so changes are refused.'),
    index.repairs.length === 0
      ? check('index', 'ok', 'The search index agrees with the database.')
      : check('index', 'degraded', `The search index was repaired at start: ${index.repairs.join('; ')}.`),
    embedder ? check('embedding', 'ok', `Search by meaning uses ${embedder.name}.`) : check('embedding', 'off', reason ?? 'No embedding model: search is by keyword only.'),
    inferenceCheck(inference),
    diskCheck(freeBytes),
    clockCheck(behindSeconds),
    ingestionCheck(documents),
  ];
}

function check(name: Check['name'], state: Check['state'], sentence: string): Check {
  return { name, state, sentence };
}

async function databaseCheck(database: Database): Promise<Check> {
  try {
    await database.ping();
    return check('database', 'ok', 'The database answers.');
  } catch {
    return check('database', 'failed', 'The database does not answer.');
  }
}

function inferenceCheck(inference: Inference): Check {
  const { state, device, restarts } = inference.state();
  if (state === 'restarting') return check('inference', 'degraded', 'The language model stopped and is starting again.');
  const restarted = restarts > 0 ? ` It has restarted ${restarts} times since start.` : '';
  if (state === 'idle') return check('inference', 'ok', `No language model is loaded right now.${restarted}`);
  return check('inference', 'ok', `Language models run on ${device ?? 'this machine'}.${restarted}`);
}

function diskCheck(freeBytes: number): Check {
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GB are free.`;
  if (freeBytes < DISK_FLOOR_BYTES) return check('disk', 'failed', `${free} Nothing new is written until there is more.`);
  return check('disk', freeBytes < DISK_LOW_BYTES ? 'degraded' : 'ok', free);
}

function clockCheck(behindSeconds: number): Check {
  if (behindSeconds === 0) return check('clock', 'ok', 'The clock of this machine agrees with the record.');
  const minutes = Math.ceil(behindSeconds / 60);
  return check('clock', 'degraded', `The clock of this machine stands ${minutes} minutes behind the newest entry of the record: it was turned back, or stood ahead before. Times of entries are out of order until it is set.`);
}

function ingestionCheck({ working, failed }: DocumentCounts): Check {
  const sentence = `${working} documents are being read; ${failed} could not be read.`;
  return check('ingestion', failed > 0 ? 'degraded' : 'ok', sentence);
}
