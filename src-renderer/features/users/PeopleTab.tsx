import PersonAdd from '@mui/icons-material/PersonAddOutlined';
import { Button, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AddPersonDialog } from './AddPersonDialog.tsx';
import { PeopleTable } from './PeopleTable.tsx';
import { PEOPLE_KEY } from './use-people-actions.ts';

export function PeopleTab() {
  const { t } = useTranslation();
  const client = useClient();
  const [adding, setAdding] = useState(false);
  const people = useQuery({ queryKey: PEOPLE_KEY, queryFn: ({ signal }) => client.users.list({}, { signal }) });
  return (
    <Stack sx={{ gap: 2 }}>
      <Button variant="contained" startIcon={<PersonAdd />} onClick={() => setAdding(true)} sx={{ alignSelf: 'flex-start' }}>
        {t('admin.people.add')}
      </Button>
      {people.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {people.isError && <FailureNotice failure={people.error} onRetry={() => void people.refetch()} />}
      {people.data && <PeopleTable people={people.data.users} />}
      {adding && <AddPersonDialog onClose={() => setAdding(false)} />}
    </Stack>
  );
}
