import Close from '@mui/icons-material/CloseOutlined';
import { Box, Button, IconButton, Link, Stack, Typography } from '@mui/material';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouterLink } from 'react-router';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { useMay } from '#renderer/client/identity-context.tsx';
import { fonts } from '#renderer/app/theme/tokens.ts';
import { Facts } from '#renderer/components/Facts.tsx';
import { formatDuration, formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { outcomeStates } from './audit-state.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Props {
  record: AuditRecord;
  /** It was opened by key, so that is where to go on. */
  takesFocus: boolean;
  onFollow: (correlationId: string) => void;
  onClose: () => void;
}

/** One entry with everything that was recorded. Escape leads back to the list. */
export function AuditRecordPanel({ record, takesFocus, onFollow, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const whole = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) whole.current?.focus();
  }, [takesFocus]);
  const title = t('admin.audit.one', { seq: record.seq });
  const { resourceType, resourceId } = record;
  const documents = documentsOf(record);
  return (
    <Box
      component="section"
      ref={whole}
      tabIndex={0}
      aria-label={title}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
      sx={({ tokens }) => ({ flex: '1 1 40%', minWidth: 0, overflow: 'auto', border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface, padding: 2 })}
    >
      <Stack direction="row" sx={{ alignItems: 'center', gap: 1, marginBottom: 1 }}>
        <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        <StatusChip state={outcomeStates[record.outcome]}>{t(`admin.audit.outcomes.${record.outcome}`)}</StatusChip>
        <IconButton size="small" aria-label={t('common.close')} onClick={onClose}>
          <Close fontSize="small" />
        </IconButton>
      </Stack>
      <Facts
        facts={[
          [t('admin.audit.field.at'), formatTime(record.at)],
          [t('admin.audit.event'), record.event],
          [t('admin.audit.field.operation'), record.operation],
          [t('admin.audit.field.user'), record.userName ?? t('admin.audit.anonymous')],
          resourceId !== null && [t('admin.audit.field.resource'), [resourceType, resourceId].filter(Boolean).join(' ')],
          record.model !== null && [t('admin.audit.field.model'), record.model],
          record.toolsUsed.length > 0 && [t('record.tools'), record.toolsUsed.join(', ')],
          documents.length > 0 && [t('record.documents'), <Documents key="documents" ids={documents} />],
          record.latencyMs !== null && [t('admin.audit.field.latency'), formatDuration(record.latencyMs, t, i18n.language)],
          [t('admin.audit.reference'), mono(record.correlationId)],
          record.sessionId !== null && [t('admin.audit.field.session'), mono(record.sessionId)],
          [t('admin.audit.field.request'), mono(record.requestHash)],
          [t('record.prevHash'), mono(record.prevHash)],
          [t('admin.audit.field.hash'), mono(record.hash)],
          Object.keys(record.metadata).length > 0 && [t('admin.audit.field.metadata'), mono(JSON.stringify(record.metadata, null, 1))],
        ]}
      />
      <Button size="small" variant="outlined" sx={{ marginTop: 2 }} onClick={() => onFollow(record.correlationId)}>
        {t('admin.audit.follow')}
      </Button>
    </Box>
  );
}

/** Documents that were acted on or read. */
function documentsOf({ resourceType, resourceId, metadata }: AuditRecord): string[] {
  const read = metadata['documents'];
  const ids = [...(resourceType === 'documents' && resourceId !== null ? [resourceId] : []), ...(Array.isArray(read) ? read : [])];
  return ids.filter((id): id is string => typeof id === 'string' && UUID.test(id));
}

/** A way to each document, for who may read documents at all. */
function Documents({ ids }: { ids: readonly string[] }) {
  const mayRead = useMay('documents:read');
  return ids.map((id) => (
    <span key={id} style={{ display: 'block' }}>
      {mayRead ? (
        <Link component={RouterLink} to={`/documents/${id}`} sx={{ fontFamily: fonts.mono, fontSize: '0.92em' }}>
          {id}
        </Link>
      ) : (
        mono(id)
      )}
    </span>
  ));
}

function mono(text: string): ReactNode {
  return <span style={{ fontFamily: fonts.mono, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: '0.92em' }}>{text}</span>;
}
