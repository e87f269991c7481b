import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type InstalledModel, modelTask } from '#shared/contract/models.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { MODE_KEY } from '#renderer/client/use-mode.ts';
import { showToast } from '#renderer/components/toast-store.ts';
import { EMBEDDING_KEY, FALLBACKS_KEY, MODELS_KEY } from './model-imports.ts';

export function useModelActions(model: InstalledModel) {
  const { id, name } = model;
  const role = ({ write: 'fast', embed: 'embed', rerank: 'rerank' } as const)[modelTask(model)];
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const refresh = () => Promise.all([MODELS_KEY, EMBEDDING_KEY, FALLBACKS_KEY, MODE_KEY].map((queryKey) => queries.invalidateQueries({ queryKey })));
  const assign = useMutation({
    mutationFn: (use: boolean) => client.models.assign({ role, id: use ? id : null }),
    onSuccess: async (_, use) => {
      await refresh();
      const told = {
        fast: () => (use ? t('models.chosen', { name }) : t('models.released')),
        rerank: () => (use ? t('models.chosenRerank', { name }) : t('models.releasedRerank')),
        embed: () => t('models.embedding.begun', { name }),
      };
      showToast({ state: 'ready', text: told[role]() });
    },
  });
  const remove = useMutation({
    mutationFn: () => client.models.remove({ id }),
    onSuccess: async () => {
      await refresh();
      showToast({ state: 'idle', text: t('models.removed', { name }) });
    },
  });
  return { assign, remove };
}
