const LOOK_MS = 5_000;

export interface IdleModelsOptions {
  /** After this long without a request a model goes. */
  idleMs: number;
  /** Share of the machine's memory that is free now, from 0 to 1. */
  freeShare: () => number;
  /** Below this share models that nobody uses go at once, those used longest ago first. */
  leastFreeShare: number;
  unload: (modelPath: string) => Promise<void>;
}

/** Keeps count of who uses which model, so that an idle one leaves memory and a busy one doesn't. */
export interface IdleModels {
  begin(modelPath: string): void;
  end(modelPath: string): void;
  /** Whether somebody uses the model or waits for it to load. */
  inUse(modelPath: string): boolean;
  /** Whether nobody uses any. */
  allIdle(): boolean;
  close(): void;
}

export function createIdleModels({ idleMs, freeShare, leastFreeShare, unload }: IdleModelsOptions): IdleModels {
  const models = new Map<string, { users: number; usedAt: number }>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  function idleOnes(): string[] {
    const idle = [...models].filter(([, { users }]) => users === 0);
    return idle.toSorted(([, a], [, b]) => a.usedAt - b.usedAt).map(([modelPath]) => modelPath);
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      for (const modelPath of idleOnes()) {
        const old = performance.now() - (models.get(modelPath)?.usedAt ?? 0) >= idleMs;
        if (!old && freeShare() >= leastFreeShare) continue;
        models.delete(modelPath);
        await unload(modelPath);
      }
    } finally {
      looking = false;
      watch();
    }
  }

  function watch(): void {
    clearTimeout(timer);
    if (models.size > 0) timer = setTimeout(() => void look(), Math.min(idleMs, LOOK_MS)).unref();
  }

  function change(modelPath: string, by: number): void {
    models.set(modelPath, { users: Math.max(0, (models.get(modelPath)?.users ?? 0) + by), usedAt: performance.now() });
    watch();
  }

  return {
    begin: (modelPath) => change(modelPath, 1),
    end: (modelPath) => change(modelPath, -1),
    inUse: (modelPath) => (models.get(modelPath)?.users ?? 0) > 0,
    allIdle: () => [...models.values()].every(({ users }) => users === 0),
    close: () => clearTimeout(timer),
  };
}
