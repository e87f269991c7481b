import Folder from '@mui/icons-material/FolderOutlined';
import { Button, Dialog, DialogActions, DialogContent, DialogTitle, IconButton, Stack, TextField, Tooltip, Typography } from '@mui/material';
import Delete from '@mui/icons-material/DeleteOutlined';
import Edit from '@mui/icons-material/EditOutlined';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Collection } from '#shared/contract/collections.ts';
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
  const [changed, setChanged] = useState<string | null>(null);
  const found = useQuery({ queryKey: KEY, queryFn: ({ signal }) => client.collections.list({}, { signal }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    const written = { name: name.trim(), description: description.trim() };
    if (changed === null) action.run(() => client.collections.create(written), () => t('knowledge.collections.created', written));
    else action.run(() => client.collections.change({ id: changed, ...written }), () => t('knowledge.collections.changed', written));
    setName('');
    setDescription('');
    setChanged(null);
  };
  const edit = ({ id, name: named, description: about }: Collection) => {
    setChanged(id);
    setName(named);
    setDescription(about);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <DialogTitle>{t('knowledge.collections.title')}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          {found.data?.collections.length === 0 && <Typography color="textSecondary">{t('knowledge.collections.none')}</Typography>}
          <Stack component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0, gap: 1 }}>
            {found.data?.collections.map((collection) => (
              <CollectionRow key={collection.id} collection={collection} busy={action.pending} onEdit={() => edit(collection)} onDelete={() => action.run(() => client.collections.delete({ id: collection.id }), () => t('knowledge.collections.deleted', { name: collection.name }))} />
            ))}
          </Stack>
          <Stack component="form" onSubmit={submit} sx={{ gap: 1.5 }}>
            <TextField label={t('knowledge.collections.name')} value={name} onChange={({ target }) => setName(target.value)} slotProps={{ htmlInput: { maxLength: 128 } }} />
            <TextField label={t('knowledge.collections.description')} value={description} onChange={({ target }) => setDescription(target.value)} slotProps={{ htmlInput: { maxLength: 1_000 } }} />
            <Button type="submit" variant="contained" disabled={name.trim() === '' || action.pending} sx={{ alignSelf: 'flex-start' }}>
              {changed === null ? t('knowledge.collections.create') : t('common.save')}
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

function CollectionRow({ collection: { name, description, documents }, busy, onEdit, onDelete }: { collection: Collection; busy: boolean; onEdit: () => void; onDelete: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack component="li" direction="row" sx={{ gap: 1, alignItems: 'center' }}>
      <Stack sx={{ flex: 1, minWidth: 0 }}>
        <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{name}</Typography>
        <Typography variant="body2" color="textSecondary">
          {[t('knowledge.collections.documents', { count: documents }), description].filter(Boolean).join(' · ')}
        </Typography>
      </Stack>
      <Tooltip title={t('knowledge.collections.rename', { name })}>
        <IconButton aria-label={t('knowledge.collections.rename', { name })} disabled={busy} onClick={onEdit}>
          <Edit />
        </IconButton>
      </Tooltip>
      <Tooltip title={t('knowledge.collections.delete', { name })}>
        <IconButton aria-label={t('knowledge.collections.delete', { name })} disabled={busy} onClick={onDelete}>
          <Delete />
        </IconButton>
      </Tooltip>
    </Stack>
  );
}
