import { useEffect } from 'react';

const LOOK_EVERY_MS = 1_000;
const USES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Locks the screen when nobody has used it for some minutes; never for 0. */
export function IdleLock({ minutes, onIdle }: { minutes: number; onIdle: () => void }) {
  useEffect(() => {
    if (minutes === 0) return;
    let usedAt = Date.now();
    const used = () => void (usedAt = Date.now());
    for (const use of USES) addEventListener(use, used, { passive: true, capture: true });
    // Looking at the clock, since a timer stands still while the machine sleeps.
    const looking = setInterval(() => {
      if (Date.now() - usedAt >= minutes * 60_000) onIdle();
    }, LOOK_EVERY_MS);
    return () => {
      clearInterval(looking);
      for (const use of USES) removeEventListener(use, used, { capture: true });
    };
  }, [minutes, onIdle]);
  return null;
}
