import { createContext, useContext } from 'react';
import { useStore } from '#renderer/client/store.ts';
import type { Uploads } from './create-uploads.ts';
import type { UploadsState } from './uploads.ts';

export const UploadsContext = createContext<Uploads | null>(null);

export function useUploads(): Uploads {
  const uploads = useContext(UploadsContext);
  if (uploads === null) throw new Error('useUploads needs an UploadsContext above it');
  return uploads;
}

export const useUploadsState = (): UploadsState => useStore(useUploads());
