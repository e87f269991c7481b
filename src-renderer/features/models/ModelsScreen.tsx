import AddBox from '@mui/icons-material/AddBoxOutlined';
import FactCheck from '@mui/icons-material/FactCheckOutlined';
import Memory from '@mui/icons-material/MemoryOutlined';
import { Box, Button, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type InstalledModel, modelTask } from '#shared/contract/models.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { BringFromDisk } from './BringFromDisk.tsx';
import { EmbeddingChange } from './EmbeddingChange.tsx';
import { ImportList } from './ImportList.tsx';
import { LiveModels } from './LiveModels.tsx';
import { ModelCard } from './ModelCard.tsx';
import { ModelCatalogue } from './ModelCatalogue.tsx';
import { ModelRoles } from './ModelRoles.tsx';
import { RemoteModels } from './RemoteModels.tsx';
import { isModelFile, MODELS_KEY } from './model-imports.ts';
import { useModelImports } from './model-imports-context.tsx';
import { showToast } from '#renderer/components/toast-store.ts';

/** The models of this machine: what each can do, whether it fits, which one answers. */
export function ModelsScreen({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const client = useClient();
  const mayManage = useMay('models:manage');
  const list = useQuery({ queryKey: MODELS_KEY, queryFn: ({ signal }) => client.models.list({}, { signal }) });
  const verify = useMutation({ mutationFn: () => client.models.verify({}) });
  const models = list.data?.models ?? [];
  const writers = models.filter((model) => modelTask(model) === 'write');
  const searchers = models.filter((model) => modelTask(model) !== 'write');
  const actions = mayManage && (
    <>
      <Button variant="outlined" startIcon={<FactCheck />} disabled={verify.isPending || models.length === 0} onClick={() => verify.mutate()}>
        {verify.isPending ? t('models.verifying') : t('models.verify')}
      </Button>
      <BringFromDisk />
      <AddModel />
    </>
  );
  return (
    <Screen title={t('models.title')} actions={actions}>
      <ImportList />
      {verify.isError && <FailureNotice failure={verify.error} />}
      {verify.data && <Verdict result={verify.data} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.data && writers.length === 0 && (
        <EmptyState
          icon={<Memory aria-hidden sx={{ fontSize: 48, color: 'text.secondary' }} />}
          title={t('models.empty.title')}
          body={mayManage ? t('models.empty.body') : t('models.empty.viewer')}
          action={mayManage && <AddModel />}
        />
      )}
      {list.data && <ModelRoles models={models} mayManage={mayManage} />}
      <EmbeddingChange mayManage={mayManage} />
      {list.data && mayManage && <LiveModels />}
      <Group title={t('models.forAnswers')} models={writers} />
      <Group title={t('models.forSearch')} models={searchers} />
      {mayManage && list.data && (
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {t('models.drop')} {list.data.folder !== null && t('models.folder', { folder: list.data.folder })}
        </Typography>
      )}
      {list.data && <ModelCatalogue />}
      {list.data && <RemoteModels />}
      {children}
    </Screen>
  );
}

function AddModel() {
  const { t } = useTranslation();
  const imports = useModelImports();
  return (
    <FilePick
      variant="contained"
      startIcon={<AddBox />}
      label={t('models.add')}
      accept=".gguf"
      onFiles={(files) => {
        for (const { file } of files) {
          if (isModelFile(file.name)) imports.add(file);
          else showToast({ state: 'failed', text: t('models.notGguf', { name: file.name }) });
        }
      }}
    />
  );
}

function Group({ title, models }: { title: string; models: readonly InstalledModel[] }) {
  if (models.length === 0) return null;
  return (
    <Box component="section" aria-label={title}>
      <Typography variant="h2" sx={{ marginBottom: 1.5 }}>
        {title}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(24rem, 100%), 1fr))', gap: 2 }}>
        {models.map((model) => (
          <ModelCard key={model.id} model={model} />
        ))}
      </Box>
    </Box>
  );
}

function Verdict({ result }: { result: { ok: boolean; models: { id: string; name: string; ok: boolean; problem: string | null }[] } }) {
  const { t } = useTranslation();
  if (result.ok) return <Notice state="ready">{t('models.verified')}</Notice>;
  return (
    <Notice urgent state="failed">
      {result.models
        .filter(({ ok }) => !ok)
        .map(({ id, name, problem }) => (
          <Typography key={id} variant="body2">
            {t('models.verifyBad', { name, problem: problem ?? '' })}
          </Typography>
        ))}
    </Notice>
  );
}
