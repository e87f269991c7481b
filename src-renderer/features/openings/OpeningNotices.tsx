import { Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Opening } from '#shared/contract/openings.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { OPENINGS_KEY } from './openings-key.ts';

const LOOK_AGAIN_MS = 30_000;
const SHOWN = 3;

/** Tells a person who read what is theirs, and why, until they say they have seen it. */
export function OpeningNotices() {
  const { t } = useTranslation();
  const client = useClient();
  const mine = useQuery({ queryKey: [...OPENINGS_KEY, 'mine'], queryFn: ({ signal }) => client.openings.mine({ unseen: true }, { signal }), refetchInterval: LOOK_AGAIN_MS });
  const openings = mine.data?.openings ?? [];
  if (openings.length === 0) return null;
  return (
    <Stack component="section" aria-label={t('privacy.openings.notice')} sx={{ flex: 'none', gap: 1, padding: 1.5, paddingBlockEnd: 0, maxHeight: '40vh', overflow: 'auto' }}>
      {openings.slice(0, SHOWN).map((opening) => (
        <OpeningNotice key={opening.id} opening={opening} />
      ))}
      {openings.length > SHOWN && <Typography variant="body2">{t('privacy.openings.more', { count: openings.length - SHOWN })}</Typography>}
    </Stack>
  );
}

function OpeningNotice({ opening: { id, conversationId, openedBy, openedAt, reason } }: { opening: Opening }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(OPENINGS_KEY);
  const what = t(conversationId === null ? 'privacy.openings.exported' : 'privacy.openings.read', { name: openedBy.name });
  return (
    <Notice
      state="degraded"
      action={
        <Button size="small" variant="outlined" aria-label={`${t('privacy.openings.understood')}: ${what}`} onClick={() => action.run(() => client.openings.seen({ id }))}>
          {t('privacy.openings.understood')}
        </Button>
      }
    >
      <Typography variant="body2">
        <strong>{what}</strong> {t('privacy.openings.at', { time: formatTime(openedAt) })}
      </Typography>
      {reason !== '' && <Typography variant="body2">{t('privacy.openings.reasonGiven', { reason })}</Typography>}
    </Notice>
  );
}
