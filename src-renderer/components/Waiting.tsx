import { Box, LinearProgress, Typography } from '@mui/material';
import { useEffect, useState } from 'react';

const NOTICEABLE_MS = 400;

/** Says what is being waited for, once the wait is long enough to notice; before that, nothing flickers. */
export function Waiting({ children, progress }: { children: string; progress?: number }) {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), NOTICEABLE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <Box role="status" sx={{ padding: 3, maxWidth: 480, marginInline: 'auto', width: '100%' }}>
      <Typography variant="body2" sx={{ marginBottom: 1 }}>
        {children}
      </Typography>
      <ProgressBar share={progress ?? null} label={children} />
    </Box>
  );
}

/** How far something is, 0..1; null where that is not known. */
export function ProgressBar({ share, label }: { share: number | null; label: string }) {
  const known = share !== null;
  return <LinearProgress color="info" aria-label={label} variant={known ? 'determinate' : 'indeterminate'} value={known ? Math.round(share * 100) : 0} />;
}
