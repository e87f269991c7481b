import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { allDocuments } from './all-documents.ts';
import type { OwnerCalls } from './command-context.ts';

/**
 * The document a person named, by its id or its file name; of several with that name the one in force.
 *
 * @throws MillwrightError `DOCUMENT_NOT_FOUND`, or `INVALID_INPUT` where the name fits several documents
 */
export async function findDocument(calls: OwnerCalls, name: string): Promise<DocumentSummary> {
  const listed = await allDocuments(calls);
  const byId = listed.find(({ id }) => id === name);
  if (byId !== undefined) return byId;
  const named = listed.filter(({ filename }) => filename === name);
  const families = new Set(named.map(({ familyId }) => familyId));
  if (families.size > 1) throw new MillwrightError('INVALID_INPUT', `Several documents are called ${name}. Name one by its id; "millwright documents --json" shows them.`);
  const [newest] = named.toSorted((a, b) => b.revisionNo - a.revisionNo);
  const found = named.find(({ standing }) => standing === 'in-force') ?? newest;
  if (found === undefined) throw new MillwrightError('DOCUMENT_NOT_FOUND', `There is no document called ${name}.`);
  return found;
}
