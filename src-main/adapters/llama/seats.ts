import { type ChatWrapper, LlamaChat, type LlamaContext, type LlamaContextSequence } from 'node-llama-cpp';
import { type Drive, driveSequence } from './drive-sequence.ts';

/** Whose tokens a seat holds. */
export interface Conversation {
  /** Tenant and conversation, as in `GenerateRequest.cacheKey`. */
  key: string;
  /** Whether it will be continued, so that what the model has read of it is worth keeping on disk. */
  lasting: boolean;
  /** Under which its tenant's kept states are encrypted. */
  stateKey: Uint8Array;
}

/** One of the places in a model's context: a sequence of its own, batched with the others while they run. */
export interface Seat {
  readonly sequence: LlamaContextSequence;
  readonly chat: LlamaChat;
  /** Null while nothing is held, or what is held belongs to nobody any more. */
  owner: Conversation | null;
  /** Whether more was read since what it holds was last kept on disk. */
  unsaved: boolean;
  /** How many tokens from its beginning on were read in pieces, none of them written one by one. */
  read: number;
  /** How the sequence is driven while the next answer is written. */
  drive(next: Drive): void;
}

export interface Seats {
  readonly all: readonly Seat[];
  /** The seat that holds the conversation, else an empty one, else the one used longest ago; waits while all are taken. Throws the abort's reason. */
  take(key: string, signal: AbortSignal): Promise<Seat>;
  /** This seat, unless it is taken. */
  takeFree(wanted: (seat: Seat) => boolean): Seat | undefined;
  give(seat: Seat): void;
  /** How many are taken. */
  busy(): number;
  /** How many of those are taken for a conversation, and not just to keep what they hold. */
  conversing(): number;
  dispose(): void;
}

/** @param wrapper found out from the model unless given */
export function createSeats(context: LlamaContext, wrapper?: ChatWrapper): Seats {
  const all: Seat[] = [];
  for (let place = 0; place < context.totalSequences; place += 1) all.push(createSeat(context, wrapper ?? all[0]?.chat.chatWrapper));
  /** Used longest ago first. */
  const free = [...all];
  const conversing = new Set<Seat>();
  const waiting: { key: string; go: (seat: Seat) => void }[] = [];

  function pick(wanted: (seat: Seat) => boolean): Seat | undefined {
    const at = free.findIndex(wanted);
    return at < 0 ? undefined : free.splice(at, 1)[0];
  }

  function pickFor(key: string): Seat | undefined {
    const seat = pick(({ owner }) => owner?.key === key) ?? pick(({ owner }) => owner === null) ?? pick(() => true);
    if (seat) conversing.add(seat);
    return seat;
  }

  return {
    all,
    take: (key, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          waiting.splice(waiting.indexOf(place), 1);
          reject(signal.reason);
        };
        const place = {
          key,
          go: (seat: Seat): void => {
            signal.removeEventListener('abort', stop);
            resolve(seat);
          },
        };
        if (signal.aborted) return reject(signal.reason);
        const seat = pickFor(key);
        if (seat) return resolve(seat);
        signal.addEventListener('abort', stop, { once: true });
        waiting.push(place);
      }),
    takeFree: pick,
    busy: () => all.length - free.length,
    conversing: () => conversing.size,
    give: (seat) => {
      conversing.delete(seat);
      free.push(seat);
      const next = waiting.shift();
      const picked = next && pickFor(next.key);
      if (next && picked) next.go(picked);
    },
    dispose: () => all.forEach(({ chat }) => chat.dispose()),
  };
}

function createSeat(context: LlamaContext, chatWrapper: ChatWrapper | undefined): Seat {
  const sequence = context.getSequence();
  let drive: Drive = { room: () => undefined, lookup: false, follow: null, onGuess: () => undefined, onToken: () => undefined, onStep: () => undefined };
  driveSequence(sequence, () => drive);
  return {
    sequence,
    chat: new LlamaChat({ contextSequence: sequence, ...(chatWrapper ? { chatWrapper } : {}) }),
    owner: null,
    unsaved: false,
    read: 0,
    drive: (next) => {
      drive = next;
    },
  };
}
