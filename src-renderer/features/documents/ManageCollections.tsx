import Folder from '@mui/icons-material/FolderOutlined';
import { Button, Dialog, DialogActions, DialogContent, DialogTitle, IconButton, Stack, TextField, Tooltip, Typography } from '@mui/material';
import Delete from '@mui/icons-material/DeleteOutlined';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';

const KEY = ['collections', 'list'] as const;

/** Makes, describes and deletes collections; which documents are in one stands with each document. */
export function ManageCollections() {
  const { t } = useTranslation();
  const mayManage = useMay('documents:manage');
  const [open, setOpen] = useState(false);
  if (!mayManage) return null;
  return (
    <>
      <Button variant="outlined" startIcon={<Folder />} onClick={() => setOpen(true)}>
        {t('knowledge.collections.manage')}
      </Button>
      {open && <CollectionsDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function CollectionsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(['collections']);
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const found = useQuery({ queryKey: KEY, queryFn: ({ signal }) => client.collections.list({}, { signal }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    action.run(() => client.collections.create({ name: name.trim(), description: description.trim() }), () => t('knowledge.collections.created', { name: name.trim() }));
    setName('');
    setDescription('');
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <DialogTitle>{t('knowledge.collections.title')}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          {found.data?.collections.length === 0 && <Typography color="textSecondary">{t('knowledge.collections.none')}</Typography>}
          <Stack component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0, gap: 1 }}>
            {found.data?.collections.map(({ id, name: named, description: about, documents }) => (
              <Stack key={id} component="li" direction="row" sx={{ gap: 1, alignItems: 'center' }}>
                <Stack sx={{ flex: 1, minWidth: 0 }}>
                  <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{named}</Typography>
                  <Typography variant="body2" color="textSecondary">
                    {[t('knowledge.collections.documents', { count: documents }), about].filter(Boolean).join(' · ')}
                  </Typography>
                </Stack>
                <Tooltip title={t('knowledge.collections.delete', { name: named })}>
                  <IconButton aria-label={t('knowledge.collections.delete', { name: named })} disabled={action.pending} onClick={() => action.run(() => client.collections.delete({ id }), () => t('knowledge.collections.deleted', { name: named }))}>
                    <Delete />
                  </IconButton>
                </Tooltip>
              </Stack>
            ))}
          </Stack>
          <Stack component="form" onSubmit={submit} sx={{ gap: 1.5 }}>
            <TextField label={t('knowledge.collections.name')} value={name} onChange={({ target }) => setName(target.value)} slotProps={{ htmlInput: { maxLength: 128 } }} />
            <TextField label={t('knowledge.collections.description')} value={description} onChange={({ target }) => setDescription(target.value)} slotProps={{ htmlInput: { maxLength: 1_000 } }} />
            <Button type="submit" variant="contained" disabled={name.trim() === '' || action.pending} sx={{ alignSelf: 'flex-start' }}>
              {t('knowledge.collections.create')}
            </Button>
          </Stack>
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
