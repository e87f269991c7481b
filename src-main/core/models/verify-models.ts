import type { ModelFiles } from '#core/ports/model-files.ts';
import type { ModelRow } from './model-rows.ts';

export interface Verification {
  id: string;
  name: string;
  ok: boolean;
  problem: string | null;
}

/** Reads every model file again and compares it with the checksum taken when it was installed. */
export async function verifyModels(rows: readonly ModelRow[], modelFiles: ModelFiles, signal: AbortSignal): Promise<Verification[]> {
  const results: Verification[] = [];
  for (const row of rows) {
    const problem = await problemOf(row, modelFiles, signal);
    results.push({ id: row.id, name: row.name, ok: problem === null, problem });
  }
  return results;
}

async function problemOf(row: ModelRow, modelFiles: ModelFiles, signal: AbortSignal): Promise<string | null> {
  if (row.status === 'refused') return row.problem;
  if (row.sha256 === null) return 'The file is still being checked.';
  const now = await modelFiles.sha256(row.path, signal, () => undefined).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return null;
  });
  if (now === null) return 'The file is missing or cannot be read.';
  return now === row.sha256 ? null : 'The file has changed since it was installed. Remove it and install it again.';
}
