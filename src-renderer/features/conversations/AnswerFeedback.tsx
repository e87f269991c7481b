import ThumbDown from '@mui/icons-material/ThumbDownOutlined';
import ThumbUp from '@mui/icons-material/ThumbUpOutlined';
import { Button, MenuItem, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FEEDBACK_REASONS } from '#shared/contract/feedback.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { showToast } from '#renderer/components/toast-store.ts';

type Said = Parameters<ReturnType<typeof useClient>['feedback']['give']>[0];

/** Whether an answer is good; if not, why, and what would be right. */
export function AnswerFeedback({ messageId }: { messageId: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const [explaining, setExplaining] = useState(false);
  const [reason, setReason] = useState<(typeof FEEDBACK_REASONS)[number]>('wrong');
  const [correction, setCorrection] = useState('');
  const give = useMutation({
    mutationFn: (said: Said) => client.feedback.give(said),
    onSuccess: () => {
      setExplaining(false);
      showToast({ state: 'ready', text: t('ask.feedback.thanks') });
    },
  });
  const verdict = give.isSuccess ? give.variables.verdict : null;
  return (
    <>
      <Button size="small" startIcon={<ThumbUp />} aria-pressed={verdict === 'good'} disabled={give.isPending} onClick={() => give.mutate({ messageId, verdict: 'good' })}>
        {t('ask.feedback.good')}
      </Button>
      <Button size="small" startIcon={<ThumbDown />} aria-pressed={verdict === 'bad'} disabled={give.isPending} onClick={() => setExplaining(true)}>
        {t('ask.feedback.bad')}
      </Button>
      {give.isError && !explaining && <FailureNotice failure={give.error} />}
      {explaining && (
        <FormDialog
          title={t('ask.feedback.title')}
          action={t('ask.feedback.send')}
          complete
          pending={give.isPending}
          failure={give.error}
          onSubmit={() => give.mutate({ messageId, verdict: 'bad', reason, correction })}
          onClose={() => setExplaining(false)}
        >
          <Typography variant="body2">{t('ask.feedback.note')}</Typography>
          <TextField select fullWidth label={t('ask.feedback.reason')} value={reason} onChange={({ target }) => setReason(FEEDBACK_REASONS.find((each) => each === target.value) ?? 'other')}>
            {FEEDBACK_REASONS.map((each) => (
              <MenuItem key={each} value={each}>
                {t(`ask.feedback.reasons.${each}`)}
              </MenuItem>
            ))}
          </TextField>
          <TextField fullWidth multiline minRows={3} label={t('ask.feedback.correction')} value={correction} onChange={({ target }) => setCorrection(target.value)} slotProps={{ htmlInput: { maxLength: 8_000 } }} />
        </FormDialog>
      )}
    </>
  );
}
