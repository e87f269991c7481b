import type { Token } from 'node-llama-cpp';
import type { Conversation, Seat, Seats } from './seats.ts';
import { conversationName, preambleName, tenantOf } from './state-names.ts';
import type { StateFiles, StateOwner } from './state-files.ts';

/** Fewer tokens are read again sooner than fetched. */
const LEAST_TOKENS = 32;

/** What seats hold, and what of it outlives them. */
export interface SeatMemory {
  /**
   * Makes a seat hold the beginning of a conversation: what it holds already, what was kept of it, or what it shares with its plant's
   * other conversations. Never anything of another key: what others wrote into a prompt could be guessed from how fast it is read.
   */
  enter(seat: Seat, conversation: Conversation, preamble: readonly Token[]): Promise<void>;
  /** Keeps the beginning that a plant's conversations share; the seat holds exactly that. */
  keepPreamble(seat: Seat, preamble: readonly Token[]): Promise<void>;
  /** Gives a seat back; what it holds is kept a little later, unless it is used again by then. */
  leave(seat: Seat): void;
  /** Keeps what no seat in use holds. */
  saveAll(): Promise<void>;
  /** Lets go of what seats hold of a conversation, or with a bare tenant id of all of a tenant's; it is not kept any more either. */
  forget(cacheKey: string): Promise<void>;
  dispose(): void;
}

export function createSeatMemory(seats: Seats, files: StateFiles | null, saveAfterMs: number): SeatMemory {
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();

  async function save(seat: Seat): Promise<void> {
    const { owner } = seat;
    if (!files || !owner || !isWorthKeeping(seat)) return;
    seat.unsaved = false;
    // A full disk must not fail a question: the conversation is read again then.
    await files.save(seat.sequence, ownerOf(owner), conversationName(owner.key)).catch((error: unknown) => console.error('a conversation state was not kept', String(error)));
  }

  async function saveFree(): Promise<void> {
    for (let seat = seats.takeFree(isWorthKeeping); seat; seat = seats.takeFree(isWorthKeeping)) {
      await save(seat);
      seats.give(seat);
    }
  }

  const saveAll = (): Promise<void> => (saving = saving.then(saveFree));

  return {
    enter: async (seat, conversation, preamble) => {
      const { key, lasting } = conversation;
      if (seat.owner?.key === key) {
        seat.owner = conversation;
        return;
      }
      await save(seat);
      await seat.sequence.clearHistory();
      Object.assign(seat, { owner: conversation, unsaved: false, read: 0 });
      if (!files) return;
      const owner = ownerOf(conversation);
      const known = lasting && (await files.restore(seat.sequence, owner, conversationName(key)));
      if (known || preamble.length < LEAST_TOKENS) return;
      // What it shares with others was read in pieces; a conversation was written in part.
      if (await files.restore(seat.sequence, owner, preambleName(preamble))) seat.read = preamble.length;
    },
    keepPreamble: async (seat, preamble) => {
      if (!files || !seat.owner || preamble.length < LEAST_TOKENS) return;
      await files.save(seat.sequence, ownerOf(seat.owner), preambleName(preamble)).catch(() => undefined);
    },
    leave: (seat) => {
      seat.unsaved = true;
      seats.give(seat);
      clearTimeout(timer);
      timer = setTimeout(() => void saveAll(), saveAfterMs).unref();
    },
    saveAll,
    forget: async (cacheKey) => {
      for (const seat of seats.all) if (seat.owner && `${seat.owner.key}/`.startsWith(`${cacheKey}/`)) seat.owner = null;
      await saving;
    },
    dispose: () => clearTimeout(timer),
  };
}

function isWorthKeeping({ owner, unsaved, sequence }: Seat): boolean {
  return unsaved && owner !== null && owner.lasting && sequence.nextTokenIndex >= LEAST_TOKENS;
}

const ownerOf = ({ key, stateKey }: Conversation): StateOwner => ({ tenantId: tenantOf(key), key: stateKey });
