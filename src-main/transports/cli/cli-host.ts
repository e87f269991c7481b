import type { Pipeline } from '#core/pipeline/pipeline.ts';

/** The core as the command line needs it. */
export interface CliCore {
  pipeline: Pipeline;
  /** A one-time token that proves its holder started this program. */
  setupLink(): string;
  ingestionIdle(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface ServeOptions {
  dataDirectory: string;
  host: string;
  /** Null takes the usual port, or the next free one. */
  port: number | null;
  names: string[];
  /** Folders that admins may have followed; none unless named. */
  watchRoots: string[];
  /** Origins that may be contacted; none unless named. */
  outbound: string[];
  tls?: { keyFile: string; certFile: string };
}

export interface RunningAppliance {
  url: string;
  /** Address that signs its first visitor in, once. */
  link: string;
  /** What listening beyond this machine means, in sentences; empty on loopback. */
  cautions: string[];
  close(): Promise<void>;
}

/** In which plant the owner acts, and as whom; null where they did not say. */
export interface Acting {
  tenant: string | null;
  as: string | null;
}

export interface Finding {
  name: string;
  state: 'ok' | 'warning' | 'failed';
  /** What is, and what to do about it. */
  sentence: string;
}

/** What the command line needs from the program around it. */
export interface CliHost {
  version: string;
  /** The absolute data directory: the named one, the environment's, or the usual place. */
  dataDirectory(named: string | undefined): string;
  /** Whether a data directory has been used before; commands that only read do not create one. */
  hasData(dataDirectory: string): boolean;
  openCore(dataDirectory: string): Promise<CliCore>;
  serve(options: ServeOptions): Promise<RunningAppliance>;
  diagnose(dataDirectory: string, acting: Acting, signal: AbortSignal): Promise<Finding[]>;
  env: Record<string, string | undefined>;
  terminal: Terminal;
}

export interface Terminal {
  /** Text for people is shown as it happens, with progress, where this is true. */
  interactive: boolean;
  columns: number;
  out(text: string): void;
  err(text: string): void;
  /** Asks for a secret without showing it; null where nobody can be asked. */
  askSecret: ((question: string, signal: AbortSignal) => Promise<string>) | null;
}
