import Delete from '@mui/icons-material/DeleteOutlined';
import { IconButton, Stack, TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { PasswordField } from '#renderer/components/PasswordField.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useAction } from '#renderer/components/use-action.ts';
import { TOOLS, useToolList } from './tool-queries.ts';

const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** Keys and passwords of tools: kept under a name, replaced, forgotten, never shown. */
export function ToolSecrets({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const action = useAction(TOOLS);
  const secrets = useToolList().data?.secrets ?? [];
  const [name, setName] = useState('');
  const [secret, setSecret] = useState('');
  const keep = useMutation({
    mutationFn: () => client.tools.keepSecret({ name, secret }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: TOOLS });
      showToast({ state: 'ready', text: t('tools.secrets.kept', { name }) });
      setName('');
      setSecret('');
    },
  });
  return (
    <FormDialog title={t('tools.secrets.title')} action={t('tools.secrets.keep')} complete={NAME.test(name) && secret !== ''} pending={keep.isPending} failure={keep.error} onSubmit={() => keep.mutate()} onClose={onClose}>
      <Typography color="textSecondary">{t('tools.secrets.body')}</Typography>
      {secrets.length > 0 && (
        <Stack component="ul" aria-label={t('tools.secrets.title')} sx={{ listStyle: 'none', padding: 0, margin: 0 }}>
          {secrets.map((each) => (
            <Stack component="li" key={each} direction="row" sx={{ alignItems: 'center', gap: 1 }}>
              <Typography sx={{ flex: 1, fontFamily: 'monospace' }}>{each}</Typography>
              <IconButton aria-label={t('tools.secrets.drop', { name: each })} onClick={() => action.run(() => client.tools.dropSecret({ name: each }), () => t('tools.secrets.dropped', { name: each }))}>
                <Delete fontSize="small" />
              </IconButton>
            </Stack>
          ))}
        </Stack>
      )}
      <TextField autoFocus label={t('tools.secrets.name')} helperText={t('tools.secrets.nameHint')} error={name !== '' && !NAME.test(name)} value={name} onChange={({ target }) => setName(target.value.trim())} slotProps={{ htmlInput: { spellCheck: false } }} />
      <PasswordField label={t('tools.secrets.secret')} value={secret} onChange={({ target }) => setSecret(target.value)} autoComplete="off" />
    </FormDialog>
  );
}
