import { Box, Stack, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useDocuments } from '#renderer/client/documents-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AddRevision } from './AddRevision.tsx';
import { CompareView } from './CompareView.tsx';
import { RevisionRow } from './RevisionRow.tsx';

/** All revisions of a document: which is in force, what changed, and the next one. */
export function RevisionsView({ document }: { document: DocumentSummary }) {
  const { t } = useTranslation();
  const client = useClient();
  const mayManage = useMay('documents:manage');
  const [compared, setCompared] = useState<DocumentSummary | null>(null);
  const { id, familyId } = document;
  const documents = useDocuments();
  // Asked again whenever anything of the family is heard of: which revision is in force follows from all of them.
  const family = useMemo(() => documents?.filter((each) => each.familyId === familyId).map((each) => [each.id, each.status, each.standing, each.updatedAt].join(' ')).join(), [documents, familyId]);
  const found = useQuery({ queryKey: ['revisions', 'list', familyId, family], queryFn: ({ signal }) => client.revisions.list({ id }, { signal }), placeholderData: keepPreviousData });
  const versions = found.data?.versions ?? [];
  const oldest = versions.at(-1)?.id;
  if (compared !== null) return <CompareView after={compared} onBack={() => setCompared(null)} />;
  return (
    <Stack sx={({ tokens }) => ({ flex: 1, minHeight: 0, overflow: 'auto', backgroundColor: tokens.surface, padding: 2, gap: 2 })}>
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {found.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      <Box component="ol" aria-label={t('viewer.views.revisions')} sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        {versions.map((version) => (
          <RevisionRow key={version.id} version={version} current={version.id === id} mayManage={mayManage} onCompare={version.id === oldest ? null : () => setCompared(version)} />
        ))}
      </Box>
      {versions.length === 1 && <Typography color="textSecondary">{t('viewer.oneRevision')}</Typography>}
      {mayManage && versions[0] !== undefined && <AddRevision newest={versions[0]} />}
    </Stack>
  );
}
