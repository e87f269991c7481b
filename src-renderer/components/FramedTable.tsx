import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import type { ReactNode } from 'react';

interface Props {
  /** What the table is, for who cannot see what stands around it. */
  label: string;
  /** Headings of the columns; the last may be for actions. */
  columns: readonly string[];
  children: ReactNode;
}

/** Narrower, words would be broken in two. */
const COLUMN_REM = 6;

/** A table in a frame that scrolls by itself where the window is narrow. */
export function FramedTable({ label, columns, children }: Props) {
  return (
    <TableContainer sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface, '& th, & td': { paddingInline: { xs: 1, lg: 2 } } })}>
      <Table size="small" aria-label={label} sx={{ minWidth: `${columns.length * COLUMN_REM}rem` }}>
        <TableHead>
          <TableRow>
            {columns.map((column, at) => (
              <TableCell key={column} align={at > 0 && at === columns.length - 1 ? 'right' : 'left'}>
                {column}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>{children}</TableBody>
      </Table>
    </TableContainer>
  );
}
