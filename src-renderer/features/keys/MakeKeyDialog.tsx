import { Dialog } from '@mui/material';
import { useState } from 'react';
import { KeyShown } from './KeyShown.tsx';
import { MakeKeyForm } from './MakeKeyForm.tsx';

/** Makes a key, then shows it once. It stays until its maker says that it is put away. */
export function MakeKeyDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<string | null>(null);
  return (
    <Dialog open onClose={made === null ? onClose : () => undefined} fullWidth maxWidth="sm" aria-labelledby="make-key-title">
      {made === null ? <MakeKeyForm onMade={setMade} onClose={onClose} /> : <KeyShown text={made} onClose={onClose} />}
    </Dialog>
  );
}
