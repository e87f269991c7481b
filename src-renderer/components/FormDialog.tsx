import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack } from '@mui/material';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from './FailureNotice.tsx';

interface Props {
  title: string;
  /** What the button that sends it says. */
  action: string;
  /** Whether it can be sent as it stands. */
  complete: boolean;
  pending: boolean;
  /** Why it was refused, if it was; what was typed stays. */
  failure: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog: sent by its button or by Enter, left by Escape. */
export function FormDialog({ title, action, complete, pending, failure, onSubmit, onClose, children }: Props) {
  const { t } = useTranslation();
  const titleId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // React has events of a dialog go on to whatever opened it, which may be a form of its own.
    event.stopPropagation();
    if (complete && !pending) onSubmit();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={titleId}>
      <form onSubmit={submit}>
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, paddingTop: 1 }}>
            {children}
            {failure !== null && <FailureNotice failure={failure} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!complete || pending}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
