/** Facts about the machine and the data directory, for health and guards. */
export interface Machine {
  readonly version: string;
  /** The same after every start, different on every machine; null where the operating system does not say. Not to be shown or stored. */
  readonly id: string | null;
  readonly shell: 'desktop' | 'appliance' | 'cli';
  uptimeSeconds(): number;
  memory(): { coreBytes: number; freeBytes: number; totalBytes: number };
  disk(): Promise<{ freeBytes: number; dataBytes: number }>;
  /** Where the core can be reached, for the mode line. */
  network(): { mode: 'none' | 'loopback' | 'listening'; address: string | null };
  /** Files of the fictional sample plant. */
  samplePlant(): Promise<{ filename: string; path: string }[]>;
  openFile(path: string): AsyncIterable<Uint8Array>;
}
