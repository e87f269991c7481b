import { useMutation, useQueryClient } from '@tanstack/react-query';
import { showToast } from '#renderer/components/toast-store.ts';
import { PLANTS_KEY } from './plants-key.ts';

/** A change to a plant from a dialog: closes it and says what was done, or leaves the dialog open with the failure. */
export function usePlantChange(change: () => Promise<unknown>, done: string, onClose: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: PLANTS_KEY });
      showToast({ state: 'ready', text: done });
      onClose();
    },
  });
}
