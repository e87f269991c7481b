import type { SxProps, Theme } from '@mui/material/styles';
import type { DataGridProps } from '@mui/x-data-grid';
import { viVN } from '@mui/x-data-grid/locales';
import { useTranslation } from 'react-i18next';
import { pageNonce } from './page-nonce.ts';

const PAGE = 100;

/** What all tables of ours share. */
export function useGridDefaults(): Pick<DataGridProps, 'nonce' | 'disableRowSelectionOnClick' | 'disableColumnMenu' | 'density' | 'pageSizeOptions' | 'initialState' | 'localeText'> {
  const { i18n } = useTranslation();
  return {
    nonce: pageNonce,
    disableRowSelectionOnClick: true,
    disableColumnMenu: true,
    pageSizeOptions: [PAGE],
    initialState: { pagination: { paginationModel: { pageSize: PAGE } } },
    ...(i18n.language === 'vi' ? { localeText: viVN.components.MuiDataGrid.defaultProps.localeText } : {}),
  };
}

export const gridStyles: SxProps<Theme> = ({ tokens }) => ({
  flex: '1 0 20rem',
  backgroundColor: tokens.surface,
  borderColor: tokens.line,
  '--DataGrid-containerBackground': tokens.hover,
  '& .MuiDataGrid-cell': { borderColor: tokens.line },
  '& .MuiDataGrid-row': { cursor: 'pointer' },
  '& .MuiDataGrid-row:hover': { backgroundColor: tokens.hover },
});
