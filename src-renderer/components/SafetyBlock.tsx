import ReportProblem from '@mui/icons-material/ReportProblemOutlined';
import { Box } from '@mui/material';
import type { ReactNode } from 'react';

/** Safety wording of a document, verbatim, set apart so that it cannot be read past. */
export function SafetyBlock({ children }: { children: ReactNode }) {
  return (
    <Box
      role="note"
      data-safety
      sx={({ tokens }) => ({
        display: 'flex',
        gap: 1.25,
        border: `2px solid ${tokens.ink}`,
        borderInlineStartWidth: 8,
        borderRadius: 1,
        padding: 1.25,
        marginBlock: 1,
        fontWeight: 600,
        whiteSpace: 'pre-wrap',
        '& > div > :first-of-type': { marginTop: 0 },
        '& > div > :last-of-type': { marginBottom: 0 },
      })}
    >
      <ReportProblem aria-hidden sx={{ flex: 'none' }} />
      <div>{children}</div>
    </Box>
  );
}
