export { createErasing, type Erasing } from './erasing.ts';
export { privacyHandlers } from './privacy-handlers.ts';
export { beginErasure, REWRITTEN } from './erase-rows.ts';
