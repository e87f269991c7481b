import { Box, Button, Typography } from '@mui/material';
import { useEffect, useRef } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { MODE_KEY } from '#renderer/client/use-mode.ts';
import { useWork } from '#renderer/client/work-context.tsx';
import { StateIcon } from '#renderer/components/StatusChip.tsx';
import { ProgressBar } from '#renderer/components/Waiting.tsx';
import { useUploadsState } from '#renderer/features/documents/uploads-context.tsx';
import { useModelImportsState } from '#renderer/features/models/model-imports-context.tsx';
import { QueueLine } from '#renderer/features/queue/QueueLine.tsx';

/** Work that goes on whatever screen is shown; nothing else stands here. */
export function BackgroundLine() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { queue } = useWork();
  const working = queue === null ? 0 : queue.waiting + queue.running;
  const sending = useUploadsState().uploads.filter(({ state }) => state !== 'refused').length;
  const importing = useModelImportsState().find(({ stage }) => stage !== 'installed' && stage !== 'failed');
  const before = useRef(working);
  useEffect(() => {
    if (before.current !== working) void queries.invalidateQueries({ queryKey: MODE_KEY });
    before.current = working;
  }, [working, queries]);

  if (working === 0 && sending === 0 && importing === undefined) return null;
  return (
    <Box component="footer" role="region" aria-label={t('frame.work.title')} sx={({ tokens }) => ({ flex: 'none', display: 'flex', alignItems: 'center', gap: 3, paddingInline: 2, minHeight: 36, backgroundColor: tokens.surface, borderTop: `1px solid ${tokens.line}` })}>
      {sending > 0 && <Work text={t('frame.work.uploading', { count: sending })} to="/documents" share={null} />}
      {queue !== null && <QueueLine queue={queue} />}
      {importing !== undefined && <Work text={t('frame.work.importing', { name: importing.name })} to="/models" share={importing.progress} />}
    </Box>
  );
}

function Work({ text, to, share }: { text: string; to: string; share: number | null }) {
  const { t } = useTranslation();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 0 }}>
      <StateIcon state="working" />
      <Typography variant="body2" noWrap>
        {text}
      </Typography>
      {share !== null && (
        <Box sx={{ width: 120 }}>
          <ProgressBar share={share} label={text} />
        </Box>
      )}
      <Button component={Link} to={to} size="small">
        {t('frame.work.open')}
      </Button>
    </Box>
  );
}
