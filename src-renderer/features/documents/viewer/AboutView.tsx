import { Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { useDocuments } from '#renderer/client/documents-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { Facts } from '#renderer/components/Facts.tsx';
import { formatBytes, formatNumber, formatTime } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { ReadAgain } from '#renderer/features/documents/ReadAgain.tsx';
import { CollectionTicks } from './CollectionTicks.tsx';
import { PropertiesForm } from './PropertiesForm.tsx';

/** What is known of a document, and what documents control says of it. */
export function AboutView({ document }: { document: DocumentSummary }) {
  const { t, i18n } = useTranslation();
  const mayManage = useMay('documents:manage');
  const container = useDocuments()?.find(({ id }) => id === document.containerId)?.filename;
  const { type, revision, effectiveOn, reviewOn, tags, title, language, recognition, warnings } = document;
  return (
    <Stack sx={({ tokens }) => ({ flex: 1, minHeight: 0, overflow: 'auto', backgroundColor: tokens.surface, padding: 2, gap: 2 })}>
      {warnings.map((warning) => (
        <Notice key={warning} state="degraded">
          {warning}
        </Notice>
      ))}
      {mayManage ? (
        <PropertiesForm key={document.id} document={document} />
      ) : (
        <Facts
          facts={[
            [t('viewer.type'), type === null ? '–' : t(`common.documentTypes.${type}`)],
            [t('viewer.revision'), revision ?? '–'],
            [t('viewer.effective'), effectiveOn ?? '–'],
            [t('viewer.review'), reviewOn ?? '–'],
            [t('viewer.tags'), tags.length === 0 ? '–' : tags.join(', ')],
          ]}
        />
      )}
      {document.status === 'ready' && <ReadAgain document={document} />}
      <CollectionTicks document={document} mayManage={mayManage} />
      <Typography variant="h3" component="h3">
        {t('viewer.file')}
      </Typography>
      <Facts
        facts={[
          title !== null && [t('viewer.documentTitle'), title],
          [t('documents.column.kind'), t(`documents.kinds.${document.kind ?? 'unknown'}`)],
          [t('documents.column.size'), formatBytes(document.sizeBytes, t, i18n.language)],
          document.pages !== null && [t('documents.column.pages'), formatNumber(document.pages, i18n.language)],
          [t('viewer.passages'), formatNumber(document.chunks, i18n.language)],
          language !== null && [t('viewer.language'), new Intl.DisplayNames(i18n.language, { type: 'language' }).of(language) ?? language],
          recognition !== null && [t('viewer.recognition'), t('common.percent', { value: formatNumber(recognition * 100, i18n.language) })],
          container !== undefined && [t('viewer.container'), container],
          [t('documents.column.addedBy'), document.addedBy],
          [t('documents.column.addedAt'), formatTime(document.addedAt)],
        ]}
      />
    </Stack>
  );
}
