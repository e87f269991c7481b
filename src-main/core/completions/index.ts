export { completionHandlers } from './handlers.ts';
