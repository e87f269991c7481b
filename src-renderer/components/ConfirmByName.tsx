import { Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  /** What will be lost. */
  body: string;
  /** What must be typed. */
  name: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** For what cannot be undone: names what is lost and wants the name typed. */
export function ConfirmByName({ title, body, name, action, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const matches = typed.trim() === name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (matches) onConfirm();
  };
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth>
      <form onSubmit={submit}>
        <DialogTitle>{title}</DialogTitle>
        <DialogContent>
          <Typography sx={{ marginBottom: 2 }}>{body}</Typography>
          <TextField autoFocus fullWidth label={t('common.typeName', { name })} value={typed} onChange={(event) => setTyped(event.target.value)} margin="dense" />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="contained" color="error" disabled={!matches}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
