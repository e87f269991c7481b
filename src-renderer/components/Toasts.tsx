import { Button, Snackbar, SnackbarContent } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { useStore } from '#renderer/client/store.ts';
import { StateIcon } from './StatusChip.tsx';
import { endToast, toasts } from './toast-store.ts';

const UNDO_MS = 7_000;
const READ_MS = 4_500;

export function Toasts() {
  const { t } = useTranslation();
  const [toast] = useStore(toasts);
  if (toast === undefined) return null;
  const undo = toast.undo && (
    <Button size="small" onClick={() => endToast(toast, true)}>
      {t('common.undo')}
    </Button>
  );
  return (
    <Snackbar
      key={toast.id}
      open
      autoHideDuration={toast.undo ? UNDO_MS : READ_MS}
      onClose={(_, why) => why === 'timeout' && endToast(toast, false)}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}
    >
      <SnackbarContent
        role="status"
        action={undo}
        message={
          <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
            <StateIcon state={toast.state} />
            {toast.text}
          </span>
        }
      />
    </Snackbar>
  );
}
