import { Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useClient } from '#renderer/client/client-context.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { recallSentence } from './recall-sentence.ts';

const KEY = ['recalls', 'mine'] as const;
const LOOK_AGAIN_MS = 30_000;
const SHOWN = 3;

/** Tells a person which of their answers rest on documents that have changed since, until they say they have seen it. */
export function RecallNotices() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(KEY);
  const mine = useQuery({ queryKey: KEY, queryFn: ({ signal }) => client.recalls.mine({ unseen: true }, { signal }), refetchInterval: LOOK_AGAIN_MS });
  const notices = mine.data?.notices ?? [];
  if (notices.length === 0) return null;
  return (
    <Stack component="section" aria-label={t('knowledge.recalls.notice')} sx={{ gap: 1, padding: 1.5 }}>
      {notices.slice(0, SHOWN).map(({ recall, messageId, conversationId, conversationTitle }) => (
        <Notice
          key={`${recall.id} ${messageId}`}
          state="degraded"
          action={
            <Stack direction="row" sx={{ gap: 1 }}>
              <Button size="small" component={Link} to={`/ask/${conversationId}`}>
                {t('knowledge.recalls.open')}
              </Button>
              <Button size="small" variant="outlined" aria-label={t('knowledge.recalls.understoodNamed', { filename: recall.filename })} onClick={() => action.run(() => client.recalls.seen({ id: recall.id, messageId }))}>
                {t('knowledge.recalls.understood')}
              </Button>
            </Stack>
          }
        >
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            {recallSentence(t, recall)}
          </Typography>
          <Typography variant="body2">{conversationTitle}</Typography>
        </Notice>
      ))}
      {notices.length > SHOWN && <Typography variant="body2">{t('knowledge.recalls.badge', { count: notices.length })}</Typography>}
    </Stack>
  );
}
