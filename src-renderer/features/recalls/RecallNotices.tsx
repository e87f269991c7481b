import { Button, Stack, Typography } from '@mui/material';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useClient } from '#renderer/client/client-context.tsx';
import { conversationKey } from '#renderer/client/conversation-key.ts';
import { useDocumentsState } from '#renderer/client/documents-context.tsx';
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
  const queries = useQueryClient();
  const action = useAction(KEY);
  const { documents } = useDocumentsState();
  // Heard of at once when a document goes out of force; a changed label is told with the next look.
  const outOfForce = useMemo(() => [...(documents?.values() ?? [])].filter(({ standing }) => standing !== 'in-force').length, [documents]);
  const mine = useQuery({ queryKey: [...KEY, outOfForce], queryFn: ({ signal }) => client.recalls.mine({ unseen: true }, { signal }), refetchInterval: LOOK_AGAIN_MS, placeholderData: keepPreviousData });
  const notices = mine.data?.notices ?? [];
  useEffect(() => {
    // The answers themselves say it too, also one that is open now.
    for (const { conversationId } of mine.data?.notices ?? []) void queries.invalidateQueries({ queryKey: conversationKey(conversationId) });
  }, [queries, mine.data]);
  if (notices.length === 0) return null;
  return (
    <Stack component="section" aria-label={t('knowledge.recalls.notice')} sx={{ flex: 'none', gap: 1, padding: 1.5, paddingBlockEnd: 0, maxHeight: '40vh', overflow: 'auto' }}>
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
