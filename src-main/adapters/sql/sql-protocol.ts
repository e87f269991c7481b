import type { Socket } from 'node:net';
import type { SqlRows } from '#core/ports/sql-runner.ts';

/** What the worker says of a query. */
export type SqlAnswer = ({ ok: true } & SqlRows) | { ok: false; sentence: string; outage: boolean; said: string | null };

/** Gives a socket that connects only where it may. */
export type OpenSocket = (reach: 'plant' | 'internet' | 'here') => Socket;
