import { Box, Button, FormControlLabel, Stack, Switch, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { ChangeRow } from './ChangeRow.tsx';

const KEEP_MS = 10 * 60_000;

/** Two revisions side by side: what was added, removed and changed. */
export function CompareView({ after, onBack }: { after: DocumentSummary; onBack: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [whole, setWhole] = useState(false);
  const found = useQuery({ queryKey: ['revisions', 'compare', after.id], queryFn: ({ signal }) => client.revisions.compare({ id: after.id }, { signal }), staleTime: KEEP_MS });
  const shown = found.data?.changes.filter(({ kind }) => whole || kind !== 'same') ?? [];
  const name = ({ revision, revisionNo }: DocumentSummary): string => revision ?? t('viewer.revisionNo', { n: revisionNo });
  return (
    <Stack sx={({ tokens }) => ({ flex: 1, minHeight: 0, backgroundColor: tokens.surface })}>
      <Stack direction="row" sx={({ tokens }) => ({ gap: 1.5, alignItems: 'center', flexWrap: 'wrap', padding: 1.5, borderBottom: `1px solid ${tokens.line}` })}>
        <Button size="small" variant="outlined" onClick={onBack}>
          {t('common.back')}
        </Button>
        {found.data && <Typography role="status">{t('viewer.changes', found.data.counts)}</Typography>}
        <FormControlLabel control={<Switch checked={whole} onChange={(_, checked) => setWhole(checked)} />} label={t('viewer.showSame')} />
      </Stack>
      <Box tabIndex={0} role="region" aria-label={t('viewer.compare')} sx={{ flex: 1, minHeight: 0, overflow: 'auto', padding: 1.5 }}>
        {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
        {found.isLoading && <Waiting>{t('viewer.comparing')}</Waiting>}
        {found.data && shown.length === 0 && <Typography>{t('viewer.noChanges')}</Typography>}
        {found.data && shown.length > 0 && (
          <Box component="table" aria-label={t('viewer.compare')} sx={{ width: '100%', tableLayout: 'fixed', borderCollapse: 'collapse' }}>
            <thead>
              <tr>
                <Box component="th" scope="col" sx={{ width: '7rem' }} />
                <th scope="col">{name(found.data.before)}</th>
                <th scope="col">{name(found.data.after)}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((change, index) => (
                <ChangeRow key={index} change={change} />
              ))}
            </tbody>
          </Box>
        )}
      </Box>
    </Stack>
  );
}
