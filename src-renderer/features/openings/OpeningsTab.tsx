import LockOpen from '@mui/icons-material/LockOpenOutlined';
import { Button, Stack, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Opening } from '#shared/contract/openings.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { OpenConversationDialog } from './OpenConversationDialog.tsx';
import { type OpenedConversation, OpenedDialog } from './OpenedDialog.tsx';
import { OPENINGS_KEY } from './openings-key.ts';

/** Who opened whose conversation, when and why; and where one is opened. */
export function OpeningsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const [choosing, setChoosing] = useState(false);
  const [opened, setOpened] = useState<OpenedConversation | null>(null);
  const all = useQuery({ queryKey: [...OPENINGS_KEY, 'list'], queryFn: ({ signal }) => client.openings.list({}, { signal }) });
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('privacy.openings.body')}</Typography>
      <Button variant="contained" startIcon={<LockOpen />} onClick={() => setChoosing(true)} sx={{ alignSelf: 'flex-start' }}>
        {t('privacy.openings.open')}
      </Button>
      {all.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {all.isError && <FailureNotice failure={all.error} onRetry={() => void all.refetch()} />}
      {all.data?.openings.length === 0 && <EmptyState title={t('privacy.openings.none')} body={t('privacy.openings.noneBody')} />}
      {all.data !== undefined && all.data.openings.length > 0 && <OpeningsTable openings={all.data.openings} />}
      {choosing && (
        <OpenConversationDialog
          onClose={() => setChoosing(false)}
          onOpened={(conversation) => {
            setChoosing(false);
            setOpened(conversation);
          }}
        />
      )}
      {opened !== null && <OpenedDialog conversation={opened} onClose={() => setOpened(null)} />}
    </Stack>
  );
}

function OpeningsTable({ openings }: { openings: readonly Opening[] }) {
  const { t } = useTranslation();
  return (
    <TableContainer sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
      <Table size="small" aria-label={t('admin.tabs.opened')}>
        <TableHead>
          <TableRow>
            {(['when', 'who', 'whose', 'what', 'why', 'seen'] as const).map((column) => (
              <TableCell key={column}>{t(`privacy.openings.${column}`)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {openings.map(({ id, openedAt, openedBy, owner, conversationId, reason, seenAt }) => (
            <TableRow key={id} hover>
              <TableCell sx={{ whiteSpace: 'nowrap' }}>{formatTime(openedAt)}</TableCell>
              <TableCell>{openedBy.name}</TableCell>
              <TableCell>{owner.name}</TableCell>
              <TableCell>{t(conversationId === null ? 'privacy.openings.everything' : 'privacy.openings.conversation')}</TableCell>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{reason}</TableCell>
              <TableCell>{seenAt === null ? <StatusChip state="degraded">{t('privacy.openings.unseen')}</StatusChip> : formatTime(seenAt)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
