import { Box, Button, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { QueueState } from '#shared/contract/queue.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { StateIcon } from '#renderer/components/StatusChip.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { ProgressBar } from '#renderer/components/Waiting.tsx';
import { timeLeft } from './queue-words.ts';

/** Documents being read: how many, how long still, and the way to pause. */
export function QueueLine({ queue: { waiting, running, done, failed, paused, yielding, secondsLeft } }: { queue: QueueState }) {
  const { t } = useTranslation();
  const client = useClient();
  const mayPause = useMay('knowledge:manage');
  const action = useAction(['queue']);
  const finished = done + failed;
  const total = finished + waiting + running;
  if (waiting + running === 0) return null;
  const text = t('frame.work.ingesting', { done: finished, count: total });
  const note = paused ? t('knowledge.queue.paused') : yielding ? t('knowledge.queue.yielding') : secondsLeft === null ? null : t('knowledge.queue.left', { time: timeLeft(t, secondsLeft) });
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 0 }}>
      <StateIcon state={paused ? 'idle' : 'working'} />
      <Typography variant="body2" noWrap>
        {note === null ? text : `${text} · ${note}`}
      </Typography>
      <Box sx={{ width: 120 }}>
        <ProgressBar share={total > 0 ? finished / total : null} label={text} />
      </Box>
      {mayPause && (
        <Button size="small" disabled={action.pending} onClick={() => action.run(() => client.queue.pause({ paused: !paused }))}>
          {paused ? t('knowledge.queue.resume') : t('knowledge.queue.pause')}
        </Button>
      )}
      <Button component={Link} to="/documents" size="small">
        {t('frame.work.open')}
      </Button>
    </Box>
  );
}
