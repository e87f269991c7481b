import { Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { PeopleClearance } from './PeopleClearance.tsx';
import { POLICY_KEY } from './policy-key.ts';
import { RolePolicies } from './RolePolicies.tsx';

/** Which labels may be read and how often may be asked, by role and by person. */
export function PolicyTab() {
  const { t } = useTranslation();
  const client = useClient();
  const policy = useQuery({ queryKey: POLICY_KEY, queryFn: ({ signal }) => client.policy.get({}, { signal }) });
  return (
    <Stack sx={{ gap: 3 }}>
      {policy.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {policy.isError && <FailureNotice failure={policy.error} onRetry={() => void policy.refetch()} />}
      {policy.data && (
        <>
          <RolePolicies policy={policy.data} />
          <PeopleClearance policy={policy.data} />
        </>
      )}
    </Stack>
  );
}
