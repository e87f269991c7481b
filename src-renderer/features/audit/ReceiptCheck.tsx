import { Button, Stack, TextField } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readReceiptCode } from '#shared/contract/receipt-code.ts';

/** Takes the code of a receipt as it stands on paper. */
export function ReceiptCheck({ disabled, onCheck }: { disabled: boolean; onCheck: (code: string) => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const read = readReceiptCode(code);
  const wrong = code.trim() !== '' && typeof read === 'string';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCheck(code);
  };
  return (
    <Stack component="form" direction="row" onSubmit={submit} sx={{ gap: 1, alignItems: 'start', flexWrap: 'wrap' }}>
      <TextField
        size="small"
        autoFocus
        label={t('record.receipt.code')}
        placeholder="12-7K3M-0QWF-XJ2T-9BDE-41HN-V6RA-5G"
        value={code}
        error={wrong}
        helperText={wrong ? t(read === 'mistyped' ? 'record.receipt.mistyped' : 'record.receipt.codeHint') : undefined}
        onChange={(event) => setCode(event.target.value)}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { autoComplete: 'off', spellCheck: false } }}
        sx={{ width: '24rem' }}
      />
      <Button type="submit" variant="outlined" disabled={disabled || typeof read === 'string'}>
        {t('record.receipt.check')}
      </Button>
    </Stack>
  );
}
