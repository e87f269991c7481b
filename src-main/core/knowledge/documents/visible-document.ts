import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { documentById, type DocumentRow } from './document-rows.ts';

/** The document if the caller may see it. Unknown, another plant's and too sensitive are the same answer. */
export async function visibleDocument(tx: Transaction, principal: Principal, id: string): Promise<DocumentRow> {
  const row = await tx.maybe<DocumentRow>(documentById(tx, id, [...visibleLabels(principal)]));
  if (row === undefined) throw new MillwrightError('DOCUMENT_NOT_FOUND');
  return row;
}
