import { Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** A part of the record's screen with a heading and a sentence on what it is for. */
export function ProofSection({ title, body, children }: { title: string; body: string; children: ReactNode }) {
  return (
    <Stack component="section" aria-label={title} sx={{ gap: 1 }}>
      <Typography variant="h2">{title}</Typography>
      <Typography variant="body2" color="textSecondary" sx={{ maxWidth: '75ch' }}>
        {body}
      </Typography>
      {children}
    </Stack>
  );
}
