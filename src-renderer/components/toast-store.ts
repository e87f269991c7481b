import { createStore } from '#renderer/client/store.ts';
import type { State } from '#renderer/app/theme/tokens.ts';

export interface Toast {
  id: number;
  state: State;
  text: string;
  /** Offers to take it back until the toast goes away. */
  undo?: () => void;
  /** Called when the toast goes away without being taken back. */
  gone?: () => void;
}

/** Short messages at the bottom of the window, one at a time. */
export const toasts = createStore<readonly Toast[]>([]);

let next = 1;

/** News takes the place of older news; what can still be undone keeps its time. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  toasts.set((before) => [...before.filter(({ undo, gone }) => undo !== undefined || gone !== undefined), { ...toast, id: next++ }]);
}

/** Takes a toast away; `undone` decides which of its two endings runs. */
export function endToast(toast: Toast, undone: boolean): void {
  if (!toasts.get().includes(toast)) return;
  toasts.set((before) => before.filter((each) => each !== toast));
  if (undone) toast.undo?.();
  else toast.gone?.();
}
