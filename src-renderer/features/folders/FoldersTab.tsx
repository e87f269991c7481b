import { Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AddFolder } from './AddFolder.tsx';
import { FolderCard } from './FolderCard.tsx';
import { FOLDERS_KEY } from './folders-key.ts';

const LOOK_AGAIN_MS = 10_000;

/** Folders that documents control publishes to, and what the last look at each found. */
export function FoldersTab() {
  const { t } = useTranslation();
  const client = useClient();
  const folders = useQuery({ queryKey: FOLDERS_KEY, queryFn: ({ signal }) => client.folders.list({}, { signal }), refetchInterval: LOOK_AGAIN_MS });
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('knowledge.folders.body')}</Typography>
      <AddFolder />
      {folders.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {folders.isError && <FailureNotice failure={folders.error} onRetry={() => void folders.refetch()} />}
      {folders.data?.folders.length === 0 && <EmptyState title={t('knowledge.folders.empty.title')} body={t('knowledge.folders.empty.body')} />}
      {folders.data?.folders.map((folder) => <FolderCard key={folder.id} folder={folder} />)}
    </Stack>
  );
}
