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
  // A file that was refused at once or is still being checked has never been installed.
  for (const row of rows.filter(({ sha256 }) => sha256 !== null)) {
    const problem = await problemOf(row, modelFiles, signal);
    results.push({ id: row.id, name: row.name, ok: problem === null, problem });
  }
  return results;
}

async function problemOf(row: ModelRow, modelFiles: ModelFiles, signal: AbortSignal): Promise<string | null> {
  const now = await modelFiles.sha256(row.path, signal, () => undefined).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return null;
  });
  if (now === null) return 'The file is missing or cannot be read.';
  return now === row.sha256 ? null : 'The file has changed since it was installed. Remove it and install it again.';
}
