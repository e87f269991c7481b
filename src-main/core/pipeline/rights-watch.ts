import type { Authenticate } from '#core/identity/index.ts';
import type { Credential, Principal } from './call.ts';

/** Milliseconds between two looks at the rights behind running streams, whether or not these have anything to tell. */
const LOOK_MS = 1_000;

/** A running stream, as far as its caller's rights go. */
export interface WatchedStream {
  credential: Credential;
  /** Throws where what the caller may do now is not enough any more. */
  requireRights: (now: Principal | null) => void;
  /** Called once, with the reason, when the right is lost. */
  lost: (reason: unknown) => void;
}

/** Looks after the rights behind streams. */
export interface RightsWatch {
  /** Watches until what is returned is called. A stranger has nothing to lose. */
  watch(stream: WatchedStream): () => void;
}

interface Group {
  streams: Set<WatchedStream>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** One look serves all streams of a credential, since a browser keeps several open. A look that fails ends them: nobody knows then what the caller may do. */
export function createRightsWatch(authenticate: Authenticate): RightsWatch {
  const groups = new Map<string, Group>();

  function lookSoon(key: string, group: Group, credential: Credential): void {
    group.timer = setTimeout(() => void look(key, group, credential), LOOK_MS);
    group.timer.unref?.();
  }

  async function look(key: string, group: Group, credential: Credential): Promise<void> {
    const seen = await authenticate(credential, { inUse: false }).then(
      (principal) => ({ principal }),
      (reason: unknown) => ({ reason }),
    );
    for (const stream of group.streams) {
      const reason = 'reason' in seen ? seen.reason : thrownBy(() => stream.requireRights(seen.principal));
      if (reason !== undefined) {
        group.streams.delete(stream);
        stream.lost(reason);
      }
    }
    if (group.streams.size > 0) lookSoon(key, group, credential);
    else if (groups.get(key) === group) groups.delete(key);
  }

  return {
    watch(stream) {
      if (stream.credential.kind === 'none') return () => undefined;
      const key = JSON.stringify(stream.credential);
      let group = groups.get(key);
      if (group === undefined) {
        group = { streams: new Set(), timer: undefined };
        groups.set(key, group);
        lookSoon(key, group, stream.credential);
      }
      const own = group;
      own.streams.add(stream);
      return () => {
        own.streams.delete(stream);
        if (own.streams.size > 0 || groups.get(key) !== own) return;
        clearTimeout(own.timer);
        groups.delete(key);
      };
    },
  };
}

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
