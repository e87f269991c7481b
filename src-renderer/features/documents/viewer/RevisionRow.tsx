import { Box, Button, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { formatDate } from '#renderer/components/format.ts';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';
import { StandingChip } from '#renderer/components/StandingChip.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { DocumentState } from '../DocumentState.tsx';

interface Props {
  version: DocumentSummary;
  /** It is the one that is open. */
  current: boolean;
  mayManage: boolean;
  /** Null where there is no older one to compare with. */
  onCompare: (() => void) | null;
}

export function RevisionRow({ version, current, mayManage, onCompare }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const panel = useSourcePanel();
  const action = useAction(['revisions', 'list', version.familyId]);
  const { id, filename, revision, revisionNo, standing, since, addedAt, addedBy, effectiveOn, status } = version;
  const name = revision ?? t('viewer.revisionNo', { n: revisionNo });
  return (
    <Box component="li" aria-current={current ? 'true' : undefined} sx={({ tokens }) => ({ border: `1px solid ${current ? tokens.ink : tokens.line}`, borderRadius: 1, padding: 1.5 })}>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="h3" component="h3">
          {name}
        </Typography>
        {status === 'ready' ? <StandingState standing={standing} since={since} /> : <DocumentState document={version} />}
      </Stack>
      <Typography variant="body2" color="textSecondary">
        {[filename, t('viewer.addedBy', { name: addedBy, date: formatDate(addedAt) }), effectiveOn !== null && t('viewer.effectiveOn', { date: effectiveOn })].filter(Boolean).join(' · ')}
      </Typography>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', marginTop: 1 }}>
        {!current && (
          <Button size="small" aria-label={t('viewer.openNamed', { name })} onClick={() => panel.open({ documentId: id, filename, page: null, section: null, span: null })}>
            {t('viewer.open')}
          </Button>
        )}
        {onCompare !== null && (
          <Button size="small" aria-label={t('viewer.compareNamed', { name })} onClick={onCompare}>
            {t('viewer.compare')}
          </Button>
        )}
        {mayManage && status === 'ready' && standing !== 'withdrawn' && (
          <Button size="small" aria-label={t('viewer.withdrawNamed', { name })} disabled={action.pending} onClick={() => action.run(() => client.revisions.withdraw({ id }), () => t('viewer.withdrawn', { name: filename }))}>
            {t('viewer.withdraw')}
          </Button>
        )}
        {mayManage && standing === 'withdrawn' && (
          <Button size="small" aria-label={t('viewer.reinstateNamed', { name })} disabled={action.pending} onClick={() => action.run(() => client.revisions.reinstate({ id }), () => t('viewer.reinstated', { name: filename }))}>
            {t('viewer.reinstate')}
          </Button>
        )}
      </Stack>
    </Box>
  );
}

function StandingState({ standing, since }: Pick<DocumentSummary, 'standing' | 'since'>) {
  const { t } = useTranslation();
  return standing === 'in-force' ? <StatusChip state="ready">{t('viewer.inForce')}</StatusChip> : <StandingChip standing={standing} since={since} />;
}
