import { Box, Button, Paper, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type InstalledModel, modelTask } from '#shared/contract/models.ts';
import type { State } from '#renderer/app/theme/tokens.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { ConfirmByName } from '#renderer/components/ConfirmByName.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatBytes } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { FitMeter } from './FitMeter.tsx';
import { ModelBench } from './ModelBench.tsx';
import { ModelFacts } from './ModelFacts.tsx';
import { useModelActions } from './use-model-actions.ts';

const states: Record<InstalledModel['status'], State> = { checking: 'working', ready: 'ready', refused: 'failed' };

export function ModelCard({ model }: { model: InstalledModel }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const mayManage = useMay('models:manage');
  const [removing, setRemoving] = useState(false);
  const { assign, remove } = useModelActions(model);
  const { name, filename, status, problem, sizeBytes, fit, health, roles, bundled } = model;
  const task = modelTask(model);
  const agents = useQuery({ queryKey: ['agents', 'list'], queryFn: ({ signal }) => client.agents.list({}, { signal }), enabled: useMay('agents:manage') }).data?.agents ?? [];
  const inUse = roles.includes('fast') || roles.includes('rerank') || roles.includes('embed');
  // Documents are always searched by one embedding model: it is left only for another.
  const mayChoose = mayManage && status === 'ready' && !(task === 'embed' && inUse);
  const words = {
    write: { choose: t('models.choose'), release: t('models.release') },
    rerank: { choose: t('models.chooseRerank'), release: t('models.releaseRerank') },
    embed: { choose: t('models.chooseEmbed'), release: '' },
  }[task];
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
        {(roles.length === 0 || status !== 'ready') && <StatusChip state={roles.length === 0 && status === 'ready' ? 'idle' : states[status]}>{t(`models.status.${status}`)}</StatusChip>}
      </Stack>
      {problem !== null && <Typography variant="body2">{problem}</Typography>}
      {health.sentence !== null && <Notice state="degraded">{health.sentence}</Notice>}
      {fit !== null && <FitMeter fit={fit} />}
      <ModelFacts model={model} agents={agents.flatMap(({ definition }) => (definition.model === name ? definition.title : []))} />
      {task === 'write' && status === 'ready' && <ModelBench model={model} mayManage={mayManage} />}
      {(assign.isError || remove.isError) && <FailureNotice failure={assign.error ?? remove.error} />}
      <Box sx={{ flex: 1 }} />
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        {mayChoose && (
          <Button variant={inUse ? 'outlined' : 'contained'} disabled={assign.isPending || (!inUse && fit?.verdict === 'no')} onClick={() => assign.mutate(!inUse)}>
            {inUse ? words.release : words.choose}
          </Button>
        )}
        {mayManage && !bundled && !(task === 'embed' && inUse) && (
          <Button onClick={() => setRemoving(true)} aria-label={t('models.removeTitle', { name })}>
            {t('models.remove')}
          </Button>
        )}
        {bundled && (
          <Typography variant="caption" color="textSecondary">
            {t('models.bundled')}
          </Typography>
        )}
      </Stack>
      {removing && (
        <ConfirmByName
          title={t('models.removeTitle', { name })}
          body={t('models.removeBody', { file: filename, size: formatBytes(sizeBytes, t, i18n.language) })}
          name={name}
          action={t('models.remove')}
          onClose={() => setRemoving(false)}
          onConfirm={() => {
            setRemoving(false);
            remove.mutate();
          }}
        />
      )}
    </Paper>
  );
}
