import { Box, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { APPROVALS } from './approvals-key.ts';

/** What a call gave, for who wanted it. */
export function ApprovalResult({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const shown = useQuery({ queryKey: [...APPROVALS, 'one', id], queryFn: ({ signal }) => client.approvals.show({ id }, { signal }) });
  if (shown.data?.result === undefined || shown.data.result === null) return null;
  return (
    <Box component="details">
      <Typography component="summary" variant="body2" sx={({ measures }) => ({ cursor: 'pointer', minHeight: measures.target, display: 'list-item', alignContent: 'center' })}>
        {t('approvals.result')}
      </Typography>
      <Box component="pre" sx={{ margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 320, overflow: 'auto' }}>
        {JSON.stringify(shown.data.result, null, 2)}
      </Box>
    </Box>
  );
}
