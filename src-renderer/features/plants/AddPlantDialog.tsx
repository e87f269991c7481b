import { TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { PasswordField, SHORTEST_PASSWORD } from '#renderer/components/PasswordField.tsx';
import { usePlantChange } from './use-plant-change.ts';

export function AddPlantDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [draft, setDraft] = useState({ name: '', admin: '', password: '' });
  const set = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const name = draft.name.trim();
  const add = usePlantChange(() => client.tenants.add({ ...draft, name, admin: draft.admin.trim() }), t('tenancy.plants.wasAdded', { name }), onClose);
  const complete = name !== '' && draft.admin.trim() !== '' && draft.password.length >= SHORTEST_PASSWORD;
  return (
    <FormDialog title={t('tenancy.plants.add')} action={t('tenancy.plants.add')} complete={complete} pending={add.isPending} failure={add.error} onSubmit={() => add.mutate()} onClose={onClose}>
      <TextField autoFocus fullWidth required label={t('tenancy.plants.name')} value={draft.name} onChange={({ target }) => set({ name: target.value })} slotProps={{ htmlInput: { maxLength: 255 } }} />
      <TextField fullWidth required label={t('tenancy.plants.admin')} value={draft.admin} onChange={({ target }) => set({ admin: target.value })} slotProps={{ htmlInput: { maxLength: 128 } }} />
      <PasswordField required label={t('tenancy.plants.password')} helperText={t('admin.people.passwordHint')} autoComplete="new-password" value={draft.password} onChange={({ target }) => set({ password: target.value })} />
    </FormDialog>
  );
}
