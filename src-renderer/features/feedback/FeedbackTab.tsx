import { Button, MenuItem, Stack, TextField, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FEEDBACK_REASONS } from '#shared/contract/feedback.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { saveText } from '#renderer/components/save-file.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { FeedbackItem } from './FeedbackItem.tsx';

const VERDICTS = ['all', 'good', 'bad'] as const;
const ANY = 'any';
/** More at once would be slow to draw. */
const AT_ONCE = 30;

/** What people think of answers, to read, narrow and hand on. */
export function FeedbackTab() {
  const { t } = useTranslation();
  const client = useClient();
  const [verdict, setVerdict] = useState<(typeof VERDICTS)[number]>('all');
  const [chosen, setReason] = useState<(typeof FEEDBACK_REASONS)[number] | typeof ANY>(ANY);
  const [shown, setShown] = useState(AT_ONCE);
  const wanted = { ...(verdict === 'all' ? {} : { verdict }), ...(chosen === ANY ? {} : { reason: chosen }) };
  const list = useQuery({ queryKey: ['feedback', wanted], queryFn: ({ signal }) => client.feedback.list(wanted, { signal }) });
  const save = useMutation({ mutationFn: async () => saveText('questions-from-feedback.jsonl', [await (await client.feedback.export({})).text()]) });
  const given = list.data?.feedback ?? [];
  return (
    <Stack sx={{ gap: 2, maxWidth: 960 }}>
      <Typography color="textSecondary">{t('feedback.body')}</Typography>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <ToggleButtonGroup exclusive value={verdict} aria-label={t('feedback.verdict')} onChange={(_, value: typeof verdict | null) => value && setVerdict(value)}>
          {VERDICTS.map((each) => (
            <ToggleButton key={each} value={each}>
              {t(`feedback.verdicts.${each}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <TextField select label={t('feedback.reason')} value={chosen} onChange={({ target }) => setReason(FEEDBACK_REASONS.find((each) => each === target.value) ?? ANY)} sx={{ minWidth: 240 }}>
          <MenuItem value={ANY}>{t('feedback.anyReason')}</MenuItem>
          {FEEDBACK_REASONS.map((each) => (
            <MenuItem key={each} value={each}>
              {t(`ask.feedback.reasons.${each}`)}
            </MenuItem>
          ))}
        </TextField>
        <Button variant="outlined" disabled={save.isPending} onClick={() => save.mutate()}>
          {t('feedback.export')}
        </Button>
        <Button component={Link} to="/admin/comparisons">
          {t('feedback.compare')}
        </Button>
      </Stack>
      {save.isError && <FailureNotice failure={save.error} />}
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data && given.length === 0 && <EmptyState title={t(verdict === 'all' && chosen === ANY ? 'feedback.none' : 'feedback.noneFits')} body={t('feedback.noneBody')} />}
      {given.length > 0 && (
        <Typography variant="body2" color="textSecondary" role="status">
          {t('feedback.count', { count: given.length })}
        </Typography>
      )}
      {given.slice(0, shown).map((each) => (
        <FeedbackItem key={each.id} feedback={each} />
      ))}
      {given.length > shown && <Button onClick={() => setShown(shown + AT_ONCE)}>{t('feedback.more')}</Button>}
    </Stack>
  );
}
