import { MenuItem, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LABELS, type Label } from '#shared/contract/permissions.ts';
import { REMOTE_KINDS, type RemoteKind } from '#shared/contract/remote-models.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { REMOTES_KEY } from './model-imports.ts';

const EMPTY = { name: '', baseUrl: '', model: '', kind: 'openai' as RemoteKind, apiVersion: '', apiKey: '', mostSensitive: 'public' as Label, priceIn: '0', priceOut: '0' };
const PRICE = /^\d{1,6}(?:[.,]\d{1,6})?$/;
const priceOf = (text: string): number => Number(text.replace(',', '.'));

/** Where a remote model is, what it is called there, and what may be sent to it. */
export function AddRemoteModel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(EMPTY);
  const add = useMutation({
    mutationFn: () =>
      client.remoteModels.add({
        name: draft.name, kind: draft.kind, baseUrl: draft.baseUrl.trim(), model: draft.model, mostSensitive: draft.mostSensitive,
        apiVersion: draft.kind === 'azure' && draft.apiVersion.trim() !== '' ? draft.apiVersion : null,
        apiKey: draft.apiKey.trim() === '' ? null : draft.apiKey,
        price: { in: priceOf(draft.priceIn), out: priceOf(draft.priceOut) },
      }),
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: REMOTES_KEY });
      showToast({ state: 'ready', text: t('models.remote.added', { name }) });
      onClose();
    },
  });
  const field = (key: 'name' | 'baseUrl' | 'model' | 'apiVersion' | 'priceIn' | 'priceOut', label: string, hint?: string) => (
    <TextField fullWidth required={key !== 'apiVersion'} label={label} value={draft[key]} helperText={hint} onChange={({ target }) => setDraft({ ...draft, [key]: target.value })} />
  );
  const complete = [draft.name, draft.baseUrl, draft.model].every((text) => text.trim() !== '') && PRICE.test(draft.priceIn) && PRICE.test(draft.priceOut);
  return (
    <FormDialog title={t('models.remote.add')} action={t('models.remote.add')} complete={complete} pending={add.isPending} failure={add.error} onSubmit={() => add.mutate()} onClose={onClose}>
      {field('name', t('models.remote.name'))}
      <TextField select fullWidth label={t('models.remote.kind')} value={draft.kind} onChange={({ target }) => setDraft({ ...draft, kind: REMOTE_KINDS.find((kind) => kind === target.value) ?? 'openai' })}>
        {REMOTE_KINDS.map((kind) => (
          <MenuItem key={kind} value={kind}>
            {t(`models.remote.kinds.${kind}`)}
          </MenuItem>
        ))}
      </TextField>
      {field('baseUrl', t('models.remote.url'), t('models.remote.urlHint'))}
      {field('model', t('models.remote.model'))}
      {draft.kind === 'azure' && field('apiVersion', t('models.remote.apiVersion'))}
      <PasswordField label={t('models.remote.key')} autoComplete="off" value={draft.apiKey} helperText={t('models.remote.keyHint')} onChange={({ target }) => setDraft({ ...draft, apiKey: target.value })} />
      <TextField
        select
        fullWidth
        label={t('models.remote.mostSensitive')}
        helperText={t('models.remote.mostSensitiveHint')}
        value={draft.mostSensitive}
        onChange={({ target }) => setDraft({ ...draft, mostSensitive: LABELS.find((label) => label === target.value) ?? 'public' })}
      >
        {LABELS.map((label) => (
          <MenuItem key={label} value={label}>
            {t(`common.labels.${label}`)}
          </MenuItem>
        ))}
      </TextField>
      {field('priceIn', t('models.remote.priceIn'))}
      {field('priceOut', t('models.remote.priceOut'))}
    </FormDialog>
  );
}
