import { Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Memory } from '#shared/contract/memory.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { MEMORY, MemoryForm } from './MemoryForm.tsx';

type Opened = { what: 'new' | 'all' } | { what: 'one'; memory: Memory };

/** All that is remembered of whoever looks: theirs to add to, change and forget. */
export function MemoryScreen() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(MEMORY);
  const [opened, setOpened] = useState<Opened | null>(null);
  const list = useQuery({ queryKey: MEMORY, queryFn: ({ signal }) => client.memory.list({}, { signal }) });
  const memories = list.data?.memories ?? [];
  const forget = ({ id }: Memory) => action.run(() => client.memory.forget({ id }), () => t('memory.forgotten'));
  const close = () => setOpened(null);
  return (
    <Screen title={t('memory.title')}>
      <Stack sx={{ gap: 2 }}>
        <Typography color="textSecondary">{t('memory.body')}</Typography>
        <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
          <Button variant="contained" onClick={() => setOpened({ what: 'new' })}>
            {t('memory.add')}
          </Button>
          {memories.length > 0 && <Button onClick={() => setOpened({ what: 'all' })}>{t('memory.forgetAll')}</Button>}
        </Stack>
        {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
        {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
        {list.data && memories.length === 0 && <EmptyState title={t('memory.none')} />}
        {memories.length > 0 && (
          <FramedTable label={t('memory.table')} columns={[t('memory.content'), t('memory.kind'), t('memory.label'), t('memory.since'), t('memory.until'), t('documents.column.actions')]}>
            {memories.map((memory) => (
              <MemoryRow key={memory.id} memory={memory} onEdit={() => setOpened({ what: 'one', memory })} onForget={() => forget(memory)} />
            ))}
          </FramedTable>
        )}
        {list.data && (
          <Typography variant="caption" color="textSecondary">
            {t('memory.limits', { kept: list.data.limits.kept, episodes: list.data.limits.episodes, count: list.data.limits.days })}
          </Typography>
        )}
      </Stack>
      {opened?.what === 'new' && <MemoryForm onClose={close} />}
      {opened?.what === 'one' && <MemoryForm memory={opened.memory} onClose={close} />}
      {opened?.what === 'all' && (
        <ConfirmDialog title={t('memory.forgetAllTitle')} body={t('memory.forgetAllBody')} action={t('memory.forgetAll')} onConfirm={() => action.run(() => client.memory.forgetAll({}), () => t('memory.forgotten'))} onClose={close} />
      )}
    </Screen>
  );
}

function MemoryRow({ memory: { kind, content, label, createdAt, expiresAt }, onEdit, onForget }: { memory: Memory; onEdit: () => void; onForget: () => void }) {
  const { t } = useTranslation();
  return (
    <TableRow hover>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>{content}</TableCell>
      <TableCell>{t(`memory.kinds.${kind}`)}</TableCell>
      <TableCell>{t(`common.labels.${label}`)}</TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{formatTime(createdAt)}</TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{expiresAt === null ? t('memory.forEver') : formatTime(expiresAt)}</TableCell>
      <TableCell align="right">
        <Stack direction="row" sx={{ justifyContent: 'flex-end' }}>
          <Button size="small" aria-label={t('memory.editNamed', { content })} onClick={onEdit}>
            {t('memory.edit')}
          </Button>
          <Button size="small" aria-label={t('memory.forgetNamed', { content })} onClick={onForget}>
            {t('memory.forget')}
          </Button>
        </Stack>
      </TableCell>
    </TableRow>
  );
}
