import Delete from '@mui/icons-material/DeleteOutlined';
import Stop from '@mui/icons-material/StopCircleOutlined';
import Refresh from '@mui/icons-material/RefreshOutlined';
import { Box, IconButton, Stack, Tooltip } from '@mui/material';
import type { GridColDef } from '@mui/x-data-grid';
import type { TFunction } from 'i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { formatBytes, formatDate } from '#renderer/components/format.ts';
import { StandingChip } from '#renderer/components/StandingChip.tsx';
import { DocumentState } from './DocumentState.tsx';
import { LabelSelect } from './LabelSelect.tsx';
import type { useDocumentActions } from './use-document-actions.ts';

interface Context {
  t: TFunction;
  language: string;
  actions: ReturnType<typeof useDocumentActions>;
  mayManage: boolean;
  mayRetry: boolean;
}

export function documentColumns({ t, language, actions, mayManage, mayRetry }: Context): GridColDef<DocumentSummary>[] {
  const kind = ({ kind: known }: DocumentSummary) => (known === null ? '' : t(`documents.kinds.${known}`));
  return [
    { field: 'filename', headerName: t('documents.column.name'), flex: 4, minWidth: 240 },
    { field: 'kind', headerName: t('documents.column.kind'), width: 100, valueGetter: (_, row) => kind(row) },
    { field: 'type', headerName: t('viewer.type'), width: 140, valueGetter: (_, row) => (row.type === null ? '' : t(`common.documentTypes.${row.type}`)) },
    {
      field: 'revision',
      headerName: t('viewer.revision'),
      width: 180,
      display: 'flex',
      renderCell: ({ row }) => (
        <Stack direction="row" title={row.revision ?? ''} sx={{ gap: 1, alignItems: 'center', minWidth: 0 }}>
          {row.revision !== null && <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{row.revision}</Box>}
          <StandingChip standing={row.standing} since={null} />
        </Stack>
      ),
    },
    { field: 'status', headerName: t('documents.column.state'), flex: 1, minWidth: 190, display: 'flex', renderCell: ({ row }) => <DocumentState document={row} /> },
    {
      field: 'label',
      headerName: t('documents.column.label'),
      width: 130,
      valueGetter: (_, row) => t(`common.labels.${row.label}`),
      ...(mayManage
        ? { display: 'flex' as const, renderCell: ({ row }) => <StayInRow><LabelSelect name={t('documents.labelOf', { name: row.filename })} value={row.label} onChange={(label) => actions.label(row, label)} /></StayInRow> }
        : {}),
    },
    { field: 'pages', headerName: t('documents.column.pages'), type: 'number', width: 80 },
    { field: 'sizeBytes', headerName: t('documents.column.size'), type: 'number', width: 100, valueFormatter: (value: number) => formatBytes(value, t, language) },
    { field: 'addedBy', headerName: t('documents.column.addedBy'), width: 130 },
    { field: 'addedAt', headerName: t('documents.column.addedAt'), width: 110, valueFormatter: (value: string) => formatDate(value) },
    {
      field: 'actions',
      headerName: t('documents.column.actions'),
      width: 110,
      sortable: false,
      display: 'flex',
      align: 'right',
      headerAlign: 'right',
      renderCell: ({ row }) => (
        <StayInRow>
          {mayRetry && row.status === 'failed' && (
            <Act name={t('documents.retry', { name: row.filename })} onAct={() => actions.retry(row)}>
              <Refresh />
            </Act>
          )}
          {mayRetry && isWorking(row) && (
            <Act name={t('knowledge.queue.cancel', { name: row.filename })} onAct={() => actions.cancel(row)}>
              <Stop />
            </Act>
          )}
          {mayManage && (
            <Act name={t('documents.delete', { name: row.filename })} onAct={() => actions.remove(row)}>
              <Delete />
            </Act>
          )}
        </StayInRow>
      ),
    },
  ];
}

const isWorking = ({ status }: DocumentSummary): boolean => status === 'pending' || status === 'processing';

/** What is pressed inside does not open the row. */
function StayInRow({ children }: { children: React.ReactNode }) {
  return <span onClick={(event) => event.stopPropagation()}>{children}</span>;
}

function Act({ name, onAct, children }: { name: string; onAct: () => void; children: React.ReactNode }) {
  return (
    <Tooltip title={name}>
      <IconButton size="small" aria-label={name} onClick={onAct}>
        {children}
      </IconButton>
    </Tooltip>
  );
}
