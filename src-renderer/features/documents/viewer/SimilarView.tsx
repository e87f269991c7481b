import { Box, Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatNumber } from '#renderer/components/format.ts';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';

const LINES = 4;

/** Documents that are most like this one, and the two passages that are most alike. */
export function SimilarView({ documentId }: { documentId: string }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const panel = useSourcePanel();
  const found = useQuery({ queryKey: ['documents', 'similar', documentId], queryFn: ({ signal }) => client.documents.similar({ id: documentId }, { signal }) });
  const similar = found.data?.similar;
  return (
    <Stack sx={({ tokens }) => ({ flex: 1, minHeight: 0, overflow: 'auto', backgroundColor: tokens.surface, padding: 2, gap: 2 })}>
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {found.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {similar?.length === 0 && <EmptyState title={t('viewer.noSimilar')} />}
      {similar?.map(({ document, score, why }) => (
        <Box key={document.id} component="section" aria-label={document.filename} sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, padding: 1.5 })}>
          <Stack direction="row" sx={{ alignItems: 'center', gap: 1 }}>
            <Typography variant="h3" component="h3" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
              {document.filename}
            </Typography>
            <Typography variant="body2" color="textSecondary">
              {t('viewer.alike', { value: formatNumber(score * 100, i18n.language) })}
            </Typography>
            <Button size="small" aria-label={t('viewer.openNamed', { name: document.filename })} onClick={() => panel.open({ documentId: document.id, filename: document.filename, page: why?.there.page ?? null, section: why?.there.section ?? null, span: null })}>
              {t('viewer.open')}
            </Button>
          </Stack>
          {why !== null && (
            <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere', display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: LINES, overflow: 'hidden' }}>
              {why.there.text}
            </Typography>
          )}
        </Box>
      ))}
    </Stack>
  );
}
