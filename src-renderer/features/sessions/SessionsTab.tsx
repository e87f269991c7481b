import { Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { byPerson } from './by-person.ts';
import { PersonSessions } from './PersonSessions.tsx';
import { SESSIONS_KEY } from './sessions-key.ts';

/** Everybody who is signed in, by person. */
export function SessionsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const open = useQuery({ queryKey: SESSIONS_KEY, queryFn: ({ signal }) => client.sessions.list({}, { signal }) });
  return (
    <Stack sx={{ gap: 3 }}>
      <Stack sx={{ gap: 1 }}>
        <Typography variant="h2">{t('tenancy.sessions.title')}</Typography>
        <Typography variant="body2" color="textSecondary">
          {t('tenancy.sessions.body')}
        </Typography>
      </Stack>
      {open.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {open.isError && <FailureNotice failure={open.error} onRetry={() => void open.refetch()} />}
      {open.data && byPerson(open.data.sessions).map(({ user, sessions }) => <PersonSessions key={user.id} user={user} sessions={sessions} />)}
    </Stack>
  );
}
