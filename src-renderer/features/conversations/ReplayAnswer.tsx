import { Box, Button, Stack, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Replay } from '#shared/contract/answers.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { InView } from '#renderer/components/InView.tsx';
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
      {run.data && (
        <InView key={run.submittedAt}>
          <Outcome replay={run.data} />
        </InView>
      )}
    </Stack>
  );
}

function Outcome({ replay: { identical, difference, compared, changes, doubts, unexplained, model } }: { replay: Replay }) {
  const { t, i18n } = useTranslation();
  const first = compared?.first ?? null;
  const token = (text: string | null): string => (text === null ? t('ask.replay.nothing') : `“${text}”`);
  const headline = (): string => {
    if (identical) return t('ask.replay.same', { model });
    return first === null ? t('ask.replay.differs', { model, at: (difference?.at ?? 0) + 1 }) : t('ask.replay.differsAtToken', { model, index: first.index + 1, equal: compared?.equal ?? 0 });
  };
  const reasons = new Intl.ListFormat(i18n.language).format(doubts.map((doubt) => t(`ask.replay.doubts.${doubt}`)));
  return (
    <Notice state={identical ? 'ready' : 'degraded'}>
      <Typography variant="body2">{headline()}</Typography>
      {first !== null && <Typography variant="body2">{t('ask.replay.token', { before: token(first.before), now: token(first.now) })}</Typography>}
      {difference !== null && difference.before !== '' && <Typography variant="body2">{t('ask.replay.before', { text: difference.before })}</Typography>}
      {difference !== null && difference.now !== '' && <Typography variant="body2">{t('ask.replay.now', { text: difference.now })}</Typography>}
      {changes.map(({ what, before, now }) => (
        <Typography key={`${what} ${before ?? ''}`} variant="body2">
          {t(`ask.replay.changes.${what}`, { before: before ?? '–', now: what === 'document' && isStanding(now) ? t(`ask.replay.standing.${now}`) : (now ?? '–') })}
        </Typography>
      ))}
      {!identical && doubts.length > 0 && <Typography variant="body2">{t('ask.replay.doubted', { why: reasons })}</Typography>}
      {unexplained && <Typography variant="body2">{t('ask.replay.unexplained')}</Typography>}
    </Notice>
  );
}

const STANDINGS = ['not-yet', 'superseded', 'withdrawn', 'deleted'] as const;
const isStanding = (value: string | null): value is (typeof STANDINGS)[number] => STANDINGS.some((each) => each === value);
