import { Box } from '@mui/material';
import { encode } from 'uqr';

/** Modules of white that a reader needs around the code. */
const QUIET = 2;

/** A QR code, black on white in every scheme, since cameras want it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: QUIET });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <Box component="svg" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" sx={{ width: 220, height: 220, alignSelf: 'center' }}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </Box>
  );
}
