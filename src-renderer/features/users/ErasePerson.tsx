import { Button, LinearProgress, Stack, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Holdings } from '#shared/contract/privacy.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmByName } from '#renderer/components/ConfirmByName.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { InView } from '#renderer/components/InView.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { PEOPLE_KEY } from './use-people-actions.ts';

interface Props {
  id: string;
  name: string;
  holdings: Holdings;
  onErased: () => void;
}

interface Step {
  stage: 'removing' | 'rewriting';
  done: number;
  total: number;
}

/** Erases a person once their name was typed. Going away does not stop it: it cannot be left half done. */
export function ErasePerson({ id, name, holdings: { conversations, messages }, onErased }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [step, setStep] = useState<Step | null>(null);
  const erase = useMutation({
    mutationFn: async () => {
      for await (const event of await client.privacy.erase({ id, confirm: name })) {
        if (event.type === 'progress') setStep(event);
        else return event.pseudonym;
      }
      return '';
    },
    onSuccess: async (pseudonym) => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['privacy'] }), queries.invalidateQueries({ queryKey: PEOPLE_KEY })]);
      showToast({ state: 'ready', text: t('privacy.erase.done', { name, pseudonym }) });
      onErased();
    },
    onSettled: () => setStep(null),
  });
  const words = step === null ? '' : t(`privacy.erase.${step.stage}`, { done: step.done, total: step.total });
  return (
    <Stack sx={{ gap: 1 }}>
      <Button variant="outlined" color="error" disabled={erase.isPending} onClick={() => setAsking(true)} sx={{ alignSelf: 'flex-start' }}>
        {t('privacy.erase.open')}
      </Button>
      {erase.isError && (
        <InView>
          <FailureNotice failure={erase.error} />
        </InView>
      )}
      {step !== null && (
        <>
          <Typography variant="body2">{words}</Typography>
          <LinearProgress aria-label={words} variant={step.total > 0 ? 'determinate' : 'indeterminate'} value={step.total > 0 ? (100 * step.done) / step.total : 0} />
        </>
      )}
      {asking && (
        <ConfirmByName
          title={t('privacy.erase.confirmTitle', { name })}
          body={t('privacy.erase.confirmBody', { conversations, messages })}
          name={name}
          action={t('privacy.erase.action')}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            erase.mutate();
          }}
        />
      )}
    </Stack>
  );
}
