import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** Names and values in two columns, below each other where the window is narrow; an entry that is false is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode] | false)[] }) {
  return (
    <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: 'minmax(6rem, max-content) 1fr' }, columnGap: 2, rowGap: 0.5, margin: 0 }}>
      {facts.flatMap((fact) =>
        fact === false
          ? []
          : [
              <Typography key={`${fact[0]} name`} component="dt" variant="body2" color="textSecondary">
                {fact[0]}
              </Typography>,
              <Typography key={fact[0]} component="dd" variant="body2" sx={{ margin: 0, marginBottom: { xs: 0.75, sm: 0 }, overflowWrap: 'anywhere' }}>
                {fact[1]}
              </Typography>,
            ],
      )}
    </Box>
  );
}
