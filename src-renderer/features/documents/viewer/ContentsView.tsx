import { Box, ButtonBase, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OutlineEntry } from '#shared/contract/documents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';

const INDENT = 2;
const DEEPEST = 6;

/** The table of contents; an entry opens the document where it begins. */
export function ContentsView({ documentId, onOpen }: { documentId: string; onOpen: (entry: OutlineEntry) => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const outline = useQuery({ queryKey: ['documents', 'outline', documentId], queryFn: ({ signal }) => client.documents.outline({ id: documentId }, { signal }) });
  const entries = outline.data?.entries;
  return (
    <Box sx={({ tokens }) => ({ flex: 1, minHeight: 0, overflow: 'auto', backgroundColor: tokens.surface, padding: 2 })}>
      {outline.isError && <FailureNotice failure={outline.error} onRetry={() => void outline.refetch()} />}
      {outline.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {entries?.length === 0 && <EmptyState title={t('viewer.noContents')} />}
      {entries !== undefined && entries.length > 0 && (
        <Box component="ol" aria-label={t('viewer.views.contents')} sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {entries.map((entry, index) => (
            <li key={index}>
              <ButtonBase
                onClick={() => onOpen(entry)}
                sx={({ tokens, measures }) => ({ width: '100%', minHeight: measures.row, justifyContent: 'space-between', gap: 2, textAlign: 'start', paddingInlineEnd: 1, paddingInlineStart: (Math.min(entry.level, DEEPEST) - 1) * INDENT + 1, '&:hover': { backgroundColor: tokens.hover } })}
              >
                <Typography component="span" sx={{ fontWeight: entry.level === 1 ? 600 : 400, overflowWrap: 'anywhere' }}>
                  {entry.title}
                </Typography>
                {entry.page !== null && (
                  <Typography component="span" variant="body2" color="textSecondary" noWrap>
                    {t('common.page', { page: entry.page })}
                  </Typography>
                )}
              </ButtonBase>
            </li>
          ))}
        </Box>
      )}
    </Box>
  );
}
