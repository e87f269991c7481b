import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Tool, ToolResult } from '#shared/contract/tools.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { JsonView } from '#renderer/components/answer-data/JsonView.tsx';
import { MissingForm } from '#renderer/components/answer-data/MissingForm.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { SaidByOther } from '#renderer/components/SaidByOther.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';

/** One call of a tool as the admin who makes it, through all checks. */
export function ToolTrial({ tool: { definition }, onClose }: { tool: Tool; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const { name, input } = definition;
  const required = Array.isArray(input['required']) ? input['required'].filter((each): each is string => typeof each === 'string') : [];
  const call = useMutation({ mutationFn: (given: Record<string, unknown>) => client.tools.test({ name, arguments: given }) });

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby="tool-trial">
      <DialogTitle id="tool-trial">{t('tools.tryTitle', { name })}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          <Typography color="textSecondary">{t('tools.tryBody')}</Typography>
          <MissingForm focused needs={{ tool: name, question: '', missing: required, schema: input }} disabled={call.isPending} action={t('tools.call')} onGiven={({ arguments: given }) => call.mutate(given)} />
          {call.isPending && <Waiting>{t('tools.calling')}</Waiting>}
          {call.isError && <FailureNotice failure={call.error} />}
          {call.data && !call.isPending && <Result result={call.data} />}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Result({ result }: { result: ToolResult }) {
  const { t } = useTranslation();
  const ms = Math.round(result.ms);
  if (result.status !== 'ok') {
    return (
      <Notice urgent state={result.status === 'waiting' ? 'degraded' : 'failed'}>
        {result.sentence}
        {result.status === 'failed' && result.said !== null && <SaidByOther>{result.said}</SaidByOther>}
      </Notice>
    );
  }
  return (
    <Box component="section" aria-label={t('tools.result')}>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', marginBottom: 1 }}>
        <StatusChip state="ready">{t('tools.came', { ms })}</StatusChip>
        <Typography variant="caption" color="textSecondary">
          {t('tools.labelled', { label: t(`common.labels.${result.label}`) })}
        </Typography>
      </Stack>
      <JsonView value={result.output} open={3} />
    </Box>
  );
}
