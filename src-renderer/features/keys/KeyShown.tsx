import ContentCopy from '@mui/icons-material/ContentCopyOutlined';
import { Button, DialogActions, DialogContent, DialogTitle, Stack, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Notice } from '#renderer/components/Notice.tsx';
import { useCopy } from '#renderer/components/use-copy.ts';

/** A new key, in the only moment in which anybody can read it. */
export function KeyShown({ text, onClose }: { text: string; onClose: () => void }) {
  const { t } = useTranslation();
  const copy = useCopy();
  return (
    <>
      <DialogTitle id="make-key-title">{t('tenancy.keys.madeTitle')}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2, paddingTop: 1 }}>
          <Notice state="degraded">{t('tenancy.keys.once')}</Notice>
          <TextField fullWidth multiline label={t('tenancy.keys.key')} value={text} onFocus={({ target }) => target.select()} slotProps={{ htmlInput: { readOnly: true, spellCheck: false, sx: { fontFamily: 'monospace', overflowWrap: 'anywhere' } } }} />
          <Button autoFocus variant="outlined" startIcon={<ContentCopy />} onClick={() => void copy(text)} sx={{ alignSelf: 'flex-start' }}>
            {t('tenancy.keys.copy')}
          </Button>
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          {t('tenancy.keys.kept')}
        </Button>
      </DialogActions>
    </>
  );
}
