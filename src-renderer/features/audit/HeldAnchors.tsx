import { Button, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readAnchorFile } from '#shared/contract/anchor-file.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useAction } from '#renderer/components/use-action.ts';
import { ProofSection } from './ProofSection.tsx';
import { saveText } from '#renderer/components/save-file.ts';

const ANCHORS_KEY = ['audit', 'anchors'] as const;

/** Anchors of other stations that this record keeps for them. */
export function HeldAnchors() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(ANCHORS_KEY);
  const list = useQuery({ queryKey: ANCHORS_KEY, queryFn: ({ signal }) => client.audit.anchors({}, { signal }) });
  const anchors = list.data?.anchors ?? [];

  async function takeIn(file: File | undefined): Promise<void> {
    const anchor = file && readAnchorFile(await file.text());
    if (anchor) action.run(() => client.audit.acceptAnchor({ anchor }), ({ seq }) => t('record.anchors.taken', { seq }));
    else if (file) showToast({ state: 'failed', text: t('admin.audit.noAnchor', { filename: file.name }) });
  }

  return (
    <ProofSection title={t('record.anchors.title')} body={t('record.anchors.body')}>
      <FilePick label={t('record.anchors.take')} multiple={false} variant="outlined" sx={{ alignSelf: 'start' }} onFiles={([picked]) => void takeIn(picked?.file)} />
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data && anchors.length === 0 && <Typography color="textSecondary">{t('record.anchors.none')}</Typography>}
      {anchors.length > 0 && (
        <Table size="small" aria-label={t('record.anchors.title')}>
          <TableHead>
            <TableRow>
              <TableCell>{t('record.anchors.plant')}</TableCell>
              <TableCell>{t('record.checkpoints.covers')}</TableCell>
              <TableCell>{t('record.anchors.madeAt')}</TableCell>
              <TableCell>{t('record.anchors.heldBy')}</TableCell>
              <TableCell />
            </TableRow>
          </TableHead>
          <TableBody>
            {anchors.map(({ tenant, seq, at, aheadSeconds, heldBy, heldSince, anchor }) => (
              <TableRow key={heldBy}>
                <TableCell>{tenant}</TableCell>
                <TableCell>{t('record.checkpoints.upTo', { seq })}</TableCell>
                <TableCell>
                  {formatTime(at)}
                  {aheadSeconds > 0 && <Notice state="degraded">{t('record.anchors.ahead', { minutes: Math.ceil(aheadSeconds / 60) })}</Notice>}
                </TableCell>
                <TableCell>{t('record.anchors.inEntry', { seq: heldBy, time: formatTime(heldSince) })}</TableCell>
                <TableCell align="right">
                  <Button size="small" aria-label={t('record.anchors.saveOf', { seq: heldBy })} onClick={() => saveText(`millwright-anchor-${tenant.slice(0, 8)}.json`, [JSON.stringify(anchor, null, 2)])}>
                    {t('common.save')}
                  </Button>
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </ProofSection>
  );
}
