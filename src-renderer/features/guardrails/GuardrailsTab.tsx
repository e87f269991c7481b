import { Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { Blocklist } from './Blocklist.tsx';
import { GUARDRAILS_KEY } from './guardrails-key.ts';
import { SupportForm } from './SupportForm.tsx';
import { TryOut } from './TryOut.tsx';
import { Violations } from './Violations.tsx';

/** How what language models write is checked, a place to try it, and what was found so far. */
export function GuardrailsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const settings = useQuery({ queryKey: GUARDRAILS_KEY, queryFn: ({ signal }) => client.guardrails.get({}, { signal }) });
  return (
    <Stack sx={{ gap: 3, maxWidth: 960 }}>
      {settings.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {settings.isError && <FailureNotice failure={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data && (
        <>
          <SupportForm settings={settings.data} />
          <Blocklist settings={settings.data} />
          <TryOut settings={settings.data} />
        </>
      )}
      <Violations />
    </Stack>
  );
}
