export { type BackgroundWork, createBackgroundWork } from './background-work.ts';
