import { Box, Button, Stack, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeChannel } from '#shared/contract/notices.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { NOTICES } from './notices-key.ts';

/** Sends a test as it is saved, and says how it went. */
export function SendTest({ channel }: { channel: NoticeChannel }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [to, setTo] = useState('');
  const mail = channel === 'email';
  const test = useMutation({
    mutationFn: () => client.notices.test({ channel, ...(mail ? { to: to.trim() } : {}) }),
    onSettled: () => queries.invalidateQueries({ queryKey: [...NOTICES, 'deliveries'] }),
  });
  const { data } = test;
  return (
    <Stack
      component="form"
      sx={{ gap: 1.5 }}
      onSubmit={(event) => {
        event.preventDefault();
        test.mutate();
      }}
    >
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        {mail && <TextField size="small" type="email" required label={t('notices.email.testTo')} value={to} onChange={({ target }) => setTo(target.value)} sx={{ minWidth: 280 }} />}
        <Button type="submit" variant="outlined" disabled={test.isPending || (mail && to.trim() === '')}>
          {t(`notices.${channel}.test`)}
        </Button>
      </Stack>
      <Box aria-live="polite">
        {test.isPending && <Waiting>{t('notices.deliveries.states.first')}</Waiting>}
        {test.isError && <FailureNotice failure={test.error} />}
        {data && <Notice state={data.state === 'delivered' ? 'ready' : 'failed'}>{data.state === 'delivered' ? t('notices.delivered') : t('notices.notDelivered', { why: data.sentence ?? '' })}</Notice>}
      </Box>
    </Stack>
  );
}
