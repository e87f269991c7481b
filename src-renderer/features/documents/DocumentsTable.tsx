import { useMediaQuery } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { DataGrid } from '@mui/x-data-grid';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { useMay } from '#renderer/client/identity-context.tsx';
import { gridStyles, useGridDefaults } from '#renderer/components/grid-defaults.ts';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';
import { documentColumns } from './document-columns.tsx';
import { useDocumentActions } from './use-document-actions.ts';

const SLOTS = { noRowsOverlay: NothingFound };

function NothingFound() {
  const { t } = useTranslation();
  return <p style={{ textAlign: 'center' }}>{t('documents.nothing')}</p>;
}

/** The list, drawn only where it is seen; a row opens the document beside it. */
export const DocumentsTable = memo(function DocumentsTable({ documents }: { documents: readonly DocumentSummary[] }) {
  const { t, i18n } = useTranslation();
  const { measures } = useTheme();
  const panel = useSourcePanel();
  const defaults = useGridDefaults();
  const actions = useDocumentActions();
  const mayManage = useMay('documents:manage');
  const mayRetry = useMay('documents:upload');
  const narrow = panel.current !== null;
  // Names matter more than who added them; what is hidden here stands in the viewer.
  const roomy = useMediaQuery('(min-width: 1800px)') && !narrow;
  const medium = useMediaQuery('(min-width: 1400px)') && !narrow;
  const columns = useMemo(
    () => documentColumns({ t, language: i18n.language, actions, mayManage, mayRetry }),
    [t, i18n.language, actions, mayManage, mayRetry],
  );
  const open = ({ id, filename }: DocumentSummary) => panel.open({ documentId: id, filename, page: null, section: null, span: null });
  return (
    <DataGrid
      {...defaults}
      aria-label={t('documents.table')}
      rows={documents}
      columns={columns}
      rowHeight={measures.row + 8}
      columnVisibilityModel={{ addedBy: roomy, addedAt: medium, type: roomy, kind: medium, sizeBytes: medium, pages: !narrow, revision: !narrow }}
      onRowClick={({ row }) => open(row)}
      onCellKeyDown={({ row, field }, event) => {
        if (event.key === 'Enter' && field === 'filename') open(row);
      }}
      slots={SLOTS}
      sx={gridStyles}
    />
  );
});
