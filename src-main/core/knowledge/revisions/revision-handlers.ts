import { MillwrightError } from '#shared/contract/errors.ts';
import { revisions } from '#shared/contract/revisions.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { DocumentDeps } from '#core/knowledge/documents/document-changes.ts';
import { documentsOfFamily, type DocumentRow, summaryOf } from '#core/knowledge/documents/document-rows.ts';
import { visibleDocument } from '#core/knowledge/documents/visible-document.ts';
import { compareRevisions } from './revision-compare.ts';
import { linkRevisions, reinstateDocument, withdrawDocument } from './revision-links.ts';

export function revisionHandlers(deps: DocumentDeps): BoundOperation[] {
  const { database, clock } = deps;
  return bindHandlers(revisions, {
    async list({ id }, { principal }) {
      const rows = await database.withTenant({ tenantId: principal.tenantId, userId: principal.userId }, async (tx) => {
        const { family_id } = await visibleDocument(tx, principal, id);
        return tx.rows<DocumentRow>(documentsOfFamily(tx, family_id, visibleLabels(principal)));
      });
      return { versions: rows.map(summaryOf) };
    },

    async compare({ id, with: other }, { principal, signal }) {
      const found = await database.withTenant({ tenantId: principal.tenantId, userId: principal.userId }, async (tx) => {
        const after = await visibleDocument(tx, principal, id);
        if (other !== undefined) return { after, before: await visibleDocument(tx, principal, other) };
        const family = await tx.rows<DocumentRow>(documentsOfFamily(tx, after.family_id, visibleLabels(principal)));
        return { after, before: family.find((row) => row.revision_no < after.revision_no) };
      });
      const { before, after } = found;
      if (before === undefined) throw new MillwrightError('REVISION_REFUSED', 'There is no earlier revision to compare this one with.');
      if (before.id === after.id) throw new MillwrightError('REVISION_REFUSED', 'A document cannot be compared with itself.');
      const compared = await compareRevisions({ database, clock }, principal.tenantId, [before.id, after.id], signal);
      return { before: summaryOf(before), after: summaryOf(after), ...compared };
    },

    link: (input, { principal }) => linkRevisions(deps, principal, input),
    withdraw: (input, { principal }) => withdrawDocument(deps, principal, input),
    reinstate: ({ id }, { principal }) => reinstateDocument(deps, principal, id),
  });
}
