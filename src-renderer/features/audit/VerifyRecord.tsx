import FactCheck from '@mui/icons-material/FactCheckOutlined';
import { Button, Stack, Typography } from '@mui/material';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAnchorFile } from '#shared/contract/anchor-file.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { ReceiptCheck } from './ReceiptCheck.tsx';
import { useVerification } from './use-verification.ts';

/** Recomputes the record, alone or against an anchor or a receipt that was kept elsewhere. */
export function VerifyRecord() {
  const { t } = useTranslation();
  const { verification, run, stop } = useVerification();
  const picker = useRef<HTMLInputElement>(null);
  const [typing, setTyping] = useState(false);
  const running = verification.state === 'running';
  async function runAgainst(file: File | undefined): Promise<void> {
    const anchor = file && readAnchorFile(await file.text());
    if (anchor) run({ anchor });
    else if (file) showToast({ state: 'failed', text: t('admin.audit.noAnchor', { filename: file.name }) });
  }
  return (
    <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
      <Button variant="outlined" startIcon={<FactCheck />} disabled={running} onClick={() => run()}>
        {running ? t('admin.audit.verifying') : t('admin.audit.verify')}
      </Button>
      <Button disabled={running} onClick={() => picker.current?.click()}>
        {t('admin.audit.verifyAnchor')}
      </Button>
      <Button disabled={running} aria-expanded={typing} onClick={() => setTyping(!typing)}>
        {t('record.receipt.checkAgainst')}
      </Button>
      <input ref={picker} type="file" hidden aria-label={t('admin.audit.verifyAnchor')} onChange={(event) => void runAgainst(event.target.files?.[0]).finally(() => (event.target.value = ''))} />
      {typing && <ReceiptCheck disabled={running} onCheck={(receipt) => run({ receipt })} />}
      {verification.state === 'running' && (
        <>
          <Typography variant="body2" role="status">
            {t('admin.audit.progress', { done: verification.done, total: verification.total })}
          </Typography>
          <Button onClick={stop}>{t('common.cancel')}</Button>
        </>
      )}
      {verification.state === 'failed' && <FailureNotice failure={verification.failure} />}
      {verification.state === 'done' && (
        <Notice state={verification.verdict.ok ? 'ready' : 'failed'} urgent={!verification.verdict.ok}>
          <Typography variant="body2">
            {verification.verdict.firstBad === null
              ? t(verification.anchored ? 'admin.audit.wholeAnchored' : 'admin.audit.whole', { count: verification.verdict.records })
              : t('admin.audit.broken', { seq: verification.verdict.firstBad.seq, why: verification.verdict.firstBad.why })}
          </Typography>
          {verification.verdict.prunedTo !== undefined && <Typography variant="body2">{t('record.prunedTo', { seq: verification.verdict.prunedTo })}</Typography>}
        </Notice>
      )}
    </Stack>
  );
}
