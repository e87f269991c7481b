import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  /** What it does to whom. */
  body: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once before something that others notice. Starts on the button that does nothing. */
export function ConfirmDialog({ title, body, action, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  const confirm = () => {
    onConfirm();
    onClose();
  };
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="confirm-title" aria-describedby="confirm-body">
      <DialogTitle id="confirm-title">{title}</DialogTitle>
      <DialogContent>
        <DialogContentText id="confirm-body">{body}</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button variant="contained" color="error" onClick={confirm}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
