import { useEffect, useState } from 'react';

/** An address for a blob while it is shown; null before. */
export function useObjectUrl(blob: Blob | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (blob === undefined) return;
    const next = URL.createObjectURL(blob);
    setAddress(next);
    return () => {
      URL.revokeObjectURL(next);
      setAddress(null);
    };
  }, [blob]);
  return address;
}
