import { Button, Paper, Stack, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteModel } from '#shared/contract/remote-models.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { MODE_KEY } from '#renderer/client/use-mode.ts';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { MODELS_KEY, REMOTES_KEY } from './model-imports.ts';

export function RemoteModelCard({ model }: { model: RemoteModel }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const mayManage = useMay('models:manage');
  const [removing, setRemoving] = useState(false);
  const { id, name, baseUrl, hasKey, mostSensitive, reachable, health, roles } = model;
  const inUse = roles.includes('fast');
  const refresh = () => Promise.all([REMOTES_KEY, MODELS_KEY, MODE_KEY].map((queryKey) => queries.invalidateQueries({ queryKey })));
  const assign = useMutation({
    mutationFn: (use: boolean) => client.models.assign({ role: 'fast', id: use ? id : null }),
    onSuccess: async (_, use) => {
      await refresh();
      showToast({ state: 'ready', text: use ? t('models.chosen', { name }) : t('models.released') });
    },
  });
  const attempt = useMutation({ mutationFn: () => client.remoteModels.try({ id }) });
  const remove = useMutation({
    mutationFn: () => client.remoteModels.remove({ id }),
    onSuccess: async () => {
      await refresh();
      showToast({ state: 'idle', text: t('models.removed', { name }) });
    },
  });
  const failure = assign.error ?? attempt.error ?? remove.error;
  return (
    <Paper variant="outlined" component="article" aria-label={name} sx={({ tokens }) => ({ padding: 2, display: 'flex', flexDirection: 'column', gap: 1.5, borderColor: inUse ? tokens.ink : tokens.line })}>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'flex-start', flexWrap: 'wrap' }}>
        <Typography variant="h3" sx={{ flex: '1 1 10rem', overflowWrap: 'anywhere' }}>
          {name}
        </Typography>
        {roles.map((role) => (
          <StatusChip key={role} state="ready">
            {t('models.inUse', { role: t(`models.role.${role}`) })}
          </StatusChip>
        ))}
      </Stack>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {model.model}, {baseUrl}
      </Typography>
      <Typography variant="body2">
        {t('models.remote.upTo', { label: t(`common.labels.${mostSensitive}`) })}. {hasKey ? t('models.remote.hasKey') : t('models.remote.noKey')}.
      </Typography>
      {!reachable && <Notice state="degraded">{t('models.remote.refused')}</Notice>}
      {health.sentence !== null && <Notice state="degraded">{health.sentence}</Notice>}
      {attempt.data && (
        <Notice urgent state={attempt.data.ok ? 'ready' : 'failed'}>
          {attempt.data.ok ? t('models.remote.answers', { name }) : t('models.remote.fails', { name, problem: attempt.data.problem ?? '' })}
        </Notice>
      )}
      {failure !== null && <FailureNotice failure={failure} />}
      {mayManage && (
        <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', marginTop: 'auto' }}>
          <Button variant={inUse ? 'outlined' : 'contained'} disabled={assign.isPending || (!inUse && !reachable)} onClick={() => assign.mutate(!inUse)}>
            {inUse ? t('models.release') : t('models.choose')}
          </Button>
          <Button disabled={attempt.isPending || !reachable} onClick={() => attempt.mutate()}>
            {attempt.isPending ? t('models.remote.trying') : t('models.remote.try')}
          </Button>
          <Button onClick={() => setRemoving(true)} aria-label={t('models.removeTitle', { name })}>
            {t('models.remove')}
          </Button>
        </Stack>
      )}
      {removing && <ConfirmDialog title={t('models.removeTitle', { name })} body={t('models.remote.removeBody')} action={t('models.remove')} onClose={() => setRemoving(false)} onConfirm={() => remove.mutate()} />}
    </Paper>
  );
}
