/** The time. Tests move it. */
export interface Clock {
  now(): Date;
  /** Milliseconds of a clock that never goes back, for durations. */
  elapsed(): number;
}
