import { Box } from '@mui/material';
import { DataGrid, type GridColDef } from '@mui/x-data-grid';
import type { DataTable } from '#shared/contract/agent-answers.ts';
import { gridStyles, useGridDefaults } from '#renderer/components/grid-defaults.ts';

const KINDS = { text: 'string', number: 'number', date: 'string', 'yes-no': 'boolean' } as const;

/** Rows to sort, filter and save as CSV. */
export function DataTableView({ table: { columns, rows }, label }: { table: DataTable; label: string }) {
  const { disableColumnMenu: _, ...defaults } = useGridDefaults();
  const defined = columns.map(({ field, type }, at): GridColDef => ({ field: `c${at}`, headerName: field, type: KINDS[type], flex: 1, minWidth: 110 }));
  const given = rows.map((cells, id) => ({ id, ...Object.fromEntries(cells.map((cell, at) => [`c${at}`, cell])) }));
  return (
    <Box sx={{ width: '100%', minWidth: 0 }}>
      <DataGrid {...defaults} autoHeight={given.length <= 8} showToolbar={given.length > 0} density="compact" columns={defined} rows={given} aria-label={label} hideFooter={given.length <= 100} sx={[gridStyles as object, { maxHeight: 480, '& .MuiDataGrid-row': { cursor: 'default' } }]} />
    </Box>
  );
}
