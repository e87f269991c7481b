import { Box, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { UsageSums } from '#shared/contract/usage.ts';
import { formatDuration, formatNumber } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';

type Row = UsageSums & { name: string };

interface Props {
  title: string;
  /** What the rows are. */
  first: string;
  rows: readonly Row[];
  total?: UsageSums;
}

export function UsageTable({ title, first, rows, total }: Props) {
  const { t, i18n } = useTranslation();
  const number = (value: number, digits = 0) => formatNumber(value, i18n.language, digits);
  const columns = [first, t('usage.answers'), t('usage.fromCache'), t('usage.read'), t('usage.evaluated'), t('usage.written'), t('usage.firstToken'), t('usage.speed'), t('usage.cost')];
  const all = total && rows.length > 1 ? [...rows, { ...total, name: t('usage.total') }] : rows;
  return (
    <Box component="section" aria-label={title}>
      <Typography variant="h3" sx={{ marginBottom: 1 }}>
        {title}
      </Typography>
      {rows.length === 0 && <Typography variant="body2">{t('usage.none')}</Typography>}
      {rows.length > 0 && (
        <FramedTable label={title} columns={columns}>
          {all.map((row) => (
            <TableRow key={row.name}>
              <TableCell component="th" scope="row">
                {row.name}
              </TableCell>
              <TableCell>{number(row.answers)}</TableCell>
              <TableCell>{number(row.fromCache)}</TableCell>
              <TableCell>{number(row.promptTokens)}</TableCell>
              <TableCell>{number(row.evaluatedTokens)}</TableCell>
              <TableCell>{number(row.completionTokens)}</TableCell>
              <TableCell>{row.firstTokenMs === null ? '–' : formatDuration(row.firstTokenMs, t, i18n.language)}</TableCell>
              <TableCell>{row.tokensPerSecond === null ? '–' : number(row.tokensPerSecond, 1)}</TableCell>
              <TableCell align="right">{number(row.cost, 4)}</TableCell>
            </TableRow>
          ))}
        </FramedTable>
      )}
    </Box>
  );
}
