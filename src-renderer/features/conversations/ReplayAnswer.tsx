import { Box, Button, Stack, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Replay } from '#shared/contract/answers.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { ProgressBar } from '#renderer/components/Waiting.tsx';

/** Runs an answer again, and says whether it came out the same and what has changed since. */
export function ReplayAnswer({ messageId }: { messageId: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const [share, setShare] = useState<number | null>(null);
  const [stopper, setStopper] = useState<AbortController | null>(null);
  const run = useMutation({
    mutationFn: async ({ signal }: AbortController): Promise<Replay | null> => {
      try {
        for await (const event of await client.answers.replay({ messageId }, { signal })) {
          if (event.type === 'result') return event.replay;
          setShare(event.total === null || event.total === 0 ? null : event.done / event.total);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      return null;
    },
    onSettled: () => {
      setStopper(null);
      setShare(null);
    },
  });
  const begin = (): void => {
    const next = new AbortController();
    setStopper(next);
    run.mutate(next);
  };
  return (
    <Stack sx={{ gap: 1, marginTop: 1 }}>
      {stopper === null ? (
        <Button size="small" variant="outlined" sx={{ alignSelf: 'flex-start' }} onClick={begin}>
          {t('ask.replay.run')}
        </Button>
      ) : (
        <Box role="status" sx={{ maxWidth: 480 }}>
          <Typography variant="body2">{t('ask.replay.running')}</Typography>
          <ProgressBar share={share} label={t('ask.replay.running')} />
          <Button size="small" onClick={() => stopper.abort()}>
            {t('ask.stop')}
          </Button>
        </Box>
      )}
      {run.isError && <FailureNotice failure={run.error} />}
      {run.data && <Outcome replay={run.data} />}
    </Stack>
  );
}

function Outcome({ replay: { identical, difference, changes, unexplained, model } }: { replay: Replay }) {
  const { t } = useTranslation();
  return (
    <Notice state={identical ? 'ready' : 'degraded'}>
      <Typography variant="body2">{identical ? t('ask.replay.same', { model }) : t('ask.replay.differs', { model, at: (difference?.at ?? 0) + 1 })}</Typography>
      {difference !== null && difference.before !== '' && <Typography variant="body2">{t('ask.replay.before', { text: difference.before })}</Typography>}
      {difference !== null && difference.now !== '' && <Typography variant="body2">{t('ask.replay.now', { text: difference.now })}</Typography>}
      {changes.map(({ what, before, now }) => (
        <Typography key={`${what} ${before ?? ''}`} variant="body2">
          {t(`ask.replay.changes.${what}`, { before: before ?? '–', now: what === 'document' && isStanding(now) ? t(`ask.replay.standing.${now}`) : (now ?? '–') })}
        </Typography>
      ))}
      {unexplained && <Typography variant="body2">{t('ask.replay.unexplained')}</Typography>}
    </Notice>
  );
}

const STANDINGS = ['not-yet', 'superseded', 'withdrawn', 'deleted'] as const;
const isStanding = (value: string | null): value is (typeof STANDINGS)[number] => STANDINGS.some((each) => each === value);
