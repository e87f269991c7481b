import type { ToolDoor } from './tool-door.ts';

/** The door of an installation without tools. */
export const NO_TOOLS: ToolDoor = {
  offered: async () => [],
  call: async () => ({ status: 'refused', sentence: 'There is no such tool here.' }),
};
