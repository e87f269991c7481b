import Close from '@mui/icons-material/CloseOutlined';
import Download from '@mui/icons-material/DownloadOutlined';
import OpenInFull from '@mui/icons-material/OpenInFullOutlined';
import { Box, IconButton, Stack, Tab, Tabs, Tooltip, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { CitationNumber } from '#renderer/components/PassageCard.tsx';
import type { Source } from '#renderer/components/source-panel.tsx';
import { addressOf } from './source-address.ts';
import { useSaveOriginal } from './use-save-original.ts';
import type { View } from './views.ts';

interface Props {
  source: Source;
  document: DocumentSummary | null;
  views: readonly View[];
  view: View;
  beside: boolean;
  onView: (view: View) => void;
  onClose: () => void;
}

export function ViewerHeader({ source, document, views, view, beside, onView, onClose }: Props) {
  const { t } = useTranslation();
  const save = useSaveOriginal();
  const { section, n } = source;
  // Whoever opened the document may know it by the name of another revision.
  const filename = document?.filename ?? source.filename;
  return (
    <Box component="header" sx={({ tokens }) => ({ borderBottom: `1px solid ${tokens.line}`, backgroundColor: tokens.surface })}>
    <Stack direction="row" sx={{ alignItems: 'center', gap: 1, paddingInline: 1.5, paddingBlock: 0.75 }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="h3" component="h2" noWrap title={filename}>
          {n !== undefined && <CitationNumber n={n} />} {filename}
        </Typography>
        <Typography variant="caption" color="textSecondary" noWrap component="p" sx={{ margin: 0 }}>
          {[document && t(`common.labels.${document.label}`), document?.revision && t('viewer.revisionNamed', { revision: document.revision }), section].filter(Boolean).join(' · ')}
        </Typography>
      </Box>
      <Tooltip title={t('viewer.download')}>
        <IconButton aria-label={t('viewer.download')} onClick={() => save(source)}>
          <Download />
        </IconButton>
      </Tooltip>
      {beside && (
        <Tooltip title={t('viewer.full')}>
          <IconButton component={Link} to={addressOf(source)} aria-label={t('viewer.full')} onClick={onClose}>
            <OpenInFull />
          </IconButton>
        </Tooltip>
      )}
      <Tooltip title={t('viewer.close')}>
        <IconButton aria-label={t('viewer.close')} onClick={onClose}>
          <Close />
        </IconButton>
      </Tooltip>
    </Stack>
      {views.length > 1 && (
        <Tabs variant="scrollable" value={view} aria-label={t('viewer.view')} onChange={(_, chosen: View) => onView(chosen)} sx={({ measures }) => ({ minHeight: measures.target, '& .MuiTab-root': { minHeight: measures.target, paddingBlock: 0 } })}>
          {views.map((each) => (
            <Tab key={each} value={each} label={t(`viewer.views.${each}`)} />
          ))}
        </Tabs>
      )}
    </Box>
  );
}
