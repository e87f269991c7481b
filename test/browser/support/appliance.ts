import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const CLI = resolve(import.meta.dirname, '../../../out/main/cli.js');
const START_MS = 180_000;
const STOP_MS = 20_000;
/** The processes that a test asked to end. */
const asked = new WeakSet<ChildProcess>();

/** The built appliance as a process of its own over a temporary data directory. */
export interface Appliance {
  readonly url: string;
  /** The one-time link that this start printed. */
  readonly link: string;
  readonly dataDirectory: string;
  /** A folder of the machine that the appliance may follow. */
  readonly share: string;
  /** Ends the process at once, as a power cut would, and starts it again at the same address, after what is to be done meanwhile. */
  restartAfterCrash(meanwhile?: () => Promise<void>): Promise<void>;
  /** Stops the process in order. */
  stop(): Promise<void>;
  /** Stops the process in order and removes the data. */
  remove(): Promise<void>;
}

interface Announced {
  address: string;
  link: string;
}

interface Started {
  /** Origins that it may contact. */
  outbound?: readonly string[];
  /** A data directory to begin with a copy of; an empty one unless given. */
  over?: string;
}

export async function startAppliance({ outbound = [], over }: Started = {}): Promise<Appliance> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-browser-'));
  const dataDirectory = join(folder, 'data');
  const share = join(folder, 'share');
  await mkdir(share);
  if (over !== undefined) await cp(over, dataDirectory, { recursive: true });
  let running = await serve(dataDirectory, share, 0, outbound);
  return {
    get url() {
      return running.address;
    },
    get link() {
      return running.link;
    },
    dataDirectory,
    share,
    async restartAfterCrash(meanwhile) {
      const { port } = new URL(running.address);
      await end(running.child, 'SIGKILL');
      await meanwhile?.();
      running = await serve(dataDirectory, share, Number(port), outbound);
    },
    stop: () => end(running.child, 'SIGTERM'),
    async remove() {
      await end(running.child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

async function serve(dataDirectory: string, share: string, port: number, outbound: readonly string[]): Promise<Announced & { child: ChildProcess }> {
  const child = spawn(process.execPath, [CLI, 'serve', '--data', dataDirectory, '--watch-root', share, '--port', String(port), '--json', ...outbound.flatMap((origin) => ['--outbound', origin])], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complained = '';
  child.stderr.on('data', (piece: Buffer) => (complained += piece.toString()));
  const announced = await new Promise<Announced>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`The appliance did not start in ${START_MS} ms: ${complained}`)), START_MS);
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (!said.includes('\n')) return;
      clearTimeout(timer);
      done(JSON.parse(said) as Announced);
    });
    child.once('exit', (code) => fail(new Error(`The appliance ended with ${code}: ${complained}`)));
  });
  child.stdout.resume();
  child.once('exit', (code, signal) => {
    if (!asked.has(child)) console.error(`The appliance ended by itself, with ${code ?? signal}: ${complained}`);
  });
  return { ...announced, child };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  asked.add(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(late);
}
