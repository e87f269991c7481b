import type { WorkerEntry } from '#core/ports/worker-process.ts';

/** What the window process tells the core process. */
export type ToCore =
  /** Carries the port of a page. */
  | { kind: 'connect'; caller: string }
  /** Carries the port of the worker that was asked for under this number. */
  | { kind: 'worker'; id: number }
  | { kind: 'worker-ended'; id: number; code: number | null }
  | { kind: 'close' };

/** What the core process tells the window process. */
export type FromCore =
  | { kind: 'progress'; sentence: string }
  /** `link` is the one-time set-up token, null once there is a plant. */
  | { kind: 'ready'; link: string | null }
  | { kind: 'failed'; sentence: string }
  /** Show the sign-in page of an identity provider outside the window. */
  | { kind: 'open'; address: string; issuer: string }
  | { kind: 'spawn'; id: number; entry: WorkerEntry }
  | { kind: 'kill'; id: number };
