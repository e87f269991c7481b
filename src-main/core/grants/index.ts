export { grantHandlers } from './grant-handlers.ts';
