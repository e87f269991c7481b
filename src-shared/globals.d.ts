// The few globals the core may use: those that a browser, Node and Electron share.
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare var AbortController: { prototype: AbortController; new (): AbortController };
declare var AbortSignal: { prototype: AbortSignal; any(signals: Iterable<AbortSignal>): AbortSignal; timeout(milliseconds: number): AbortSignal };
interface Blob {
  readonly size: number;
  readonly type: string;
  arrayBuffer(): Promise<ArrayBuffer>;
  stream(): AsyncIterable<Uint8Array>;
  slice(start?: number, end?: number, type?: string): Blob;
}
declare var Blob: { prototype: Blob; new (parts?: readonly (string | Uint8Array)[], options?: { type?: string }): Blob };
interface TimerHandle { unref?(): void }
declare function setTimeout(callback: () => void, milliseconds: number): TimerHandle;
declare function clearTimeout(handle: TimerHandle | undefined): void;
declare function setInterval(callback: () => void, milliseconds: number): TimerHandle;
declare function clearInterval(handle: TimerHandle | undefined): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;
interface TextEncoder { encode(text: string): Uint8Array }
declare var TextEncoder: { new (): TextEncoder };
