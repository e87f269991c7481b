import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Receipt } from '#shared/contract/audit.ts';
import { fonts } from '#renderer/app/theme/tokens.ts';
import { Facts } from '#renderer/components/Facts.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { QrCode } from '#renderer/components/QrCode.tsx';
import { saveText } from '#renderer/components/save-file.ts';

/** A receipt to be taken away: as a file, or its code on paper or in a photograph. */
export function ReceiptDialog({ receipt, onClose }: { receipt: Receipt; onClose: () => void }) {
  const { t } = useTranslation();
  const { plant, number, seq, at, code, anchor } = receipt;
  const facts = [
    [t('record.receipt.plant'), plant],
    [t('admin.audit.field.at'), formatTime(at)],
    [t('record.checkpoints.covers'), t('record.receipt.covers', { number, seq })],
  ] as const;
  const save = () => {
    // Braces mark where the anchor begins and ends.
    const words = [t('record.receipt.title'), '', ...facts.map(([name, value]) => `${name}: ${value.replaceAll(/[{}]/g, ' ')}`), `${t('record.receipt.code')}: ${code}`, '', t('record.receipt.body')];
    saveText(`millwright-receipt-${at.slice(0, 10)}-${number}.txt`, [`${words.join('\n')}\n\n`, `${JSON.stringify(anchor)}\n`]);
  };
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth>
      <DialogTitle>{t('record.receipt.title')}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Typography>{t('record.receipt.body')}</Typography>
        <Facts facts={[...facts, [t('record.receipt.code'), <span key="code" style={{ fontFamily: fonts.mono, userSelect: 'all' }}>{code}</span>]]} />
        <QrCode text={code} label={t('record.receipt.code')} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
        <Button variant="contained" onClick={save}>
          {t('record.receipt.save')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
