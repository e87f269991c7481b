export { memoryHandlers } from './memory-handlers.ts';
export { rememberTask } from './remember-task.ts';
export { createMemoryStore, type MemoryStore } from './memory-store.ts';
