/** What the scan uses of WebAssembly (JavaScript Interface 2.0). Only the browser's types declare it, and those don't belong here. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Memory {
    constructor(limits: { initial: number; maximum: number });
    /** Another object after each growth. */
    readonly buffer: ArrayBuffer;
    /** By pages of 64 KiB; throws `RangeError` where there is no room. */
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } });
    readonly exports: Record<string, unknown>;
  }
}
