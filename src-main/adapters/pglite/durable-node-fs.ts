import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type InitOptions = Parameters<NodeFS['init']>[1];

/** The part of Emscripten's Node file system that is touched here. `nfd` is the file's descriptor in Node. */
interface NodeFileSystem {
  stream_ops: { fsync?: (stream: { nfd?: number }) => number };
}

/**
 * PGlite's Node file system with an fsync that reaches the disk. PGlite 0.5.16 runs PostgreSQL's fsync through a hook that
 * its own Node file system leaves empty, so commits would sit in the page cache. An fsync that fails throws through
 * PostgreSQL and ends this worker: after a failed fsync nothing more may be believed, and a fresh start replays the log.
 */
export class DurableNodeFS extends NodeFS {
  #fsyncs = 0;

  /** How often a file was forced to the disk since the start. */
  get fsyncs(): number {
    return this.#fsyncs;
  }

  override async init(pg: Parameters<NodeFS['init']>[0], options: InitOptions): ReturnType<NodeFS['init']> {
    const initialised = await super.init(pg, options);
    const preRun = initialised.emscriptenOpts.preRun;
    const hooks = Array.isArray(preRun) ? preRun : [];
    hooks.push((module: object) => this.#hook((module as { NODEFS?: NodeFileSystem }).NODEFS));
    initialised.emscriptenOpts.preRun = hooks;
    return initialised;
  }

  #hook(nodeFileSystem: NodeFileSystem | undefined): void {
    if (!nodeFileSystem) throw new Error('this build of PGlite has no Node file system to hook');
    nodeFileSystem.stream_ops.fsync = ({ nfd }) => {
      // Directories have no descriptor here; what PostgreSQL renames it also logs.
      if (nfd === undefined) return 0;
      fsyncSync(nfd);
      this.#fsyncs += 1;
      return 0;
    };
  }
}
