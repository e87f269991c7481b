import { Button, Stack } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Receipt } from '#shared/contract/audit.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { CHECKPOINTS_KEY, CheckpointTable } from './CheckpointTable.tsx';
import { ExportRecord } from './ExportRecord.tsx';
import { HeldAnchors } from './HeldAnchors.tsx';
import { ProofSection } from './ProofSection.tsx';
import { ReceiptDialog } from './ReceiptDialog.tsx';
import { saveText } from '#renderer/components/save-file.ts';

/** What proves the record: taken away from this machine, and kept here for others. */
export function AuditProof() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(CHECKPOINTS_KEY);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const makeReceipt = async () => setReceipt(await client.audit.receipt({}));
  const makeAnchor = async () => saveText('millwright-anchor.json', [JSON.stringify(await client.audit.checkpoint({}), null, 2)]);
  return (
    <Stack sx={{ gap: 3 }}>
      <ProofSection title={t('admin.audit.keep')} body={t('record.keepBody')}>
        <Stack direction="row" role="group" aria-label={t('admin.audit.keep')} sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
          <Button variant="contained" disabled={action.pending} onClick={() => action.run(makeReceipt)}>
            {t('record.receipt.make')}
          </Button>
          <Button variant="outlined" disabled={action.pending} onClick={() => action.run(makeAnchor)}>
            {t('admin.audit.saveAnchor')}
          </Button>
          <ExportRecord />
        </Stack>
      </ProofSection>
      <CheckpointTable />
      <HeldAnchors />
      {receipt !== null && <ReceiptDialog receipt={receipt} onClose={() => setReceipt(null)} />}
    </Stack>
  );
}
