import { Box, Paper } from '@mui/material';
import type { ReactNode } from 'react';

/** A sheet in the middle of the window: what stands before the product is opened. */
export function CentredPaper({ children, width = 460 }: { children: ReactNode; width?: number }) {
  return (
    <Box component="main" sx={{ height: '100%', overflow: 'auto', display: 'flex', padding: 3 }}>
      <Paper variant="outlined" sx={{ margin: 'auto', width: '100%', maxWidth: width, padding: 4, display: 'flex', flexDirection: 'column', gap: 2 }}>
        {children}
      </Paper>
    </Box>
  );
}
