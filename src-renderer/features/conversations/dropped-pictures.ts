import { createStore } from '#renderer/client/store.ts';

/** Pictures dropped on the window while Ask is open, until its box has taken them. */
export const droppedPictures = createStore<readonly File[]>([]);
