import { Button, Checkbox, FormControlLabel, List, ListItem, ListItemText, TextField, Typography } from '@mui/material';
import Usb from '@mui/icons-material/UsbOutlined';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#shared/contract/define-operations.ts';
import type { models as operations } from '#shared/contract/models.ts';
import { fonts } from '#renderer/app/theme/tokens.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { formatBytes } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { useModelImports } from './model-imports-context.tsx';

type Looked = ResultOf<typeof operations.look>;

const isAddress = (text: string): boolean => /^https?:\/\//i.test(text);

/** Opens the form for a path on the machine that Millwright runs on, or for an address that its owner allows. */
export function BringFromDisk() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="outlined" startIcon={<Usb />} onClick={() => setOpen(true)}>
        {t('models.disk.button')}
      </Button>
      {open && <DiskForm onClose={() => setOpen(false)} />}
    </>
  );
}

/** First looks at what is there, then takes it: a pack of an unknown publisher only with its fingerprint confirmed. */
function DiskForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const imports = useModelImports();
  const [place, setPlace] = useState('');
  const [confirmed, setConfirmed] = useState(false);
  const look = useMutation({ mutationFn: () => client.models.look({ path: place.trim() }) });
  const found = look.data;
  const mustConfirm = found?.pack !== undefined && found.pack !== null && !found.pack.trusted;
  const ready = found !== undefined && (!mustConfirm || confirmed);
  const submit = () => {
    const from = place.trim();
    if (!isAddress(from) && found === undefined) {
      look.mutate();
      return;
    }
    imports.addFrom(from, isAddress(from), mustConfirm ? found.pack?.fingerprint : undefined);
    onClose();
  };
  return (
    <FormDialog
      title={t('models.disk.title')}
      action={ready || isAddress(place.trim()) ? t('models.disk.take') : t('models.disk.look')}
      complete={place.trim() !== '' && (found === undefined || ready)}
      pending={look.isPending}
      failure={look.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Typography variant="body2">{t('models.disk.body')}</Typography>
      <TextField
        autoFocus
        label={t('models.disk.place')}
        value={place}
        helperText={t('models.disk.example')}
        onChange={({ target }) => {
          setPlace(target.value);
          setConfirmed(false);
          look.reset();
        }}
      />
      {found && <Contents found={found} />}
      {mustConfirm && <FormControlLabel control={<Checkbox checked={confirmed} onChange={(_, checked) => setConfirmed(checked)} />} label={t('models.disk.confirm')} />}
    </FormDialog>
  );
}

function Contents({ found: { models, pack } }: { found: Looked }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <List dense aria-label={t('models.disk.holds')}>
        {models.map(({ name, format, sizeBytes, licence }) => (
          <ListItem key={name} disableGutters>
            <ListItemText primary={name} secondary={[format.toUpperCase(), formatBytes(sizeBytes, t, i18n.language), licence].filter((each) => each !== null).join(' · ')} />
          </ListItem>
        ))}
      </List>
      {pack !== null && (
        <Notice state={pack.trusted ? 'ready' : 'degraded'}>
          <Typography variant="body2">{pack.signed ? t(pack.trusted ? 'models.disk.trusted' : 'models.disk.unknown', { publisher: pack.publisher }) : t('models.disk.unsigned')}</Typography>
          <Typography variant="body2" sx={{ fontFamily: fonts.mono, overflowWrap: 'anywhere' }}>
            {pack.fingerprint}
          </Typography>
        </Notice>
      )}
    </>
  );
}
