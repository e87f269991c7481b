import { Button, Paper, Stack, Typography } from '@mui/material';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { MODE_KEY } from '#renderer/client/use-mode.ts';
import { formatNumber } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useAction } from '#renderer/components/use-action.ts';
import { ProgressBar } from '#renderer/components/Waiting.tsx';
import { EMBEDDING_KEY, MODELS_KEY } from './model-imports.ts';

const LOOK_EVERY_MS = 1_000;
const LOOK_SELDOM_MS = 15_000;

/** How far the plant is on its way to another embedding model; nothing where it is not on its way to one. */
export function EmbeddingChange({ mayManage }: { mayManage: boolean }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const stop = useAction(EMBEDDING_KEY);
  const { data } = useQuery({
    queryKey: EMBEDDING_KEY,
    queryFn: ({ signal }) => client.models.embedding({}, { signal }),
    refetchInterval: ({ state }) => (state.data?.next ? LOOK_EVERY_MS : LOOK_SELDOM_MS),
  });
  useToldWhenServing(data?.serving?.name);
  if (!data?.next) return null;
  const { name, done, total, problem } = data.next;
  const title = t('models.embedding.title', { name });
  const figures = { done: formatNumber(done, i18n.language), total: formatNumber(total, i18n.language) };
  return (
    <Paper variant="outlined" component="section" aria-label={title} sx={{ padding: 2, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="h3" sx={{ flex: '1 1 14rem', overflowWrap: 'anywhere' }}>
          {title}
        </Typography>
        {mayManage && (
          <Button variant="outlined" disabled={stop.pending} onClick={() => stop.run(() => client.models.assign({ role: 'embed', id: null }), () => t('models.embedding.stopped'))}>
            {t('models.embedding.stop')}
          </Button>
        )}
      </Stack>
      <ProgressBar share={total === 0 ? 0 : done / total} label={title} />
      <Typography variant="body2">
        {t('models.embedding.progress', figures)} {data.serving && t('models.embedding.serving', { name: data.serving.name })}
      </Typography>
      {problem !== null && <Notice state="degraded">{t('models.embedding.problem', { problem })}</Notice>}
    </Paper>
  );
}

/** Another model serves: what shows models and modes is asked for again. */
function useToldWhenServing(name: string | undefined): void {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const before = useRef(name);
  useEffect(() => {
    if (name === undefined || name === before.current) return;
    const changed = before.current !== undefined;
    before.current = name;
    if (!changed) return;
    showToast({ state: 'ready', text: t('models.embedding.done', { name }) });
    void queries.invalidateQueries({ queryKey: MODELS_KEY });
    void queries.invalidateQueries({ queryKey: MODE_KEY });
  }, [name, queries, t]);
}
