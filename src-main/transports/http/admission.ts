/** Counts what runs at once, so that overload is answered at the door and never queued. */
export interface Admission {
  /** True once for each admitted call, which must `leave` when it ends. */
  enter(): boolean;
  leave(): void;
}

export function createAdmission(limit: number): Admission {
  let running = 0;
  return {
    enter() {
      if (running >= limit) return false;
      running += 1;
      return true;
    },
    leave() {
      running -= 1;
    },
  };
}
