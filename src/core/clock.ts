/** The only source of "now". An instant is a Date in UTC. */
export interface Clock {
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/**
 * A clock that shows `start` now and runs on from there at the usual speed: for rehearsing an hour of the day.
 */
export function shiftedClock(start: Date): Clock {
  const shift = start.getTime() - Date.now();
  return { now: () => new Date(Date.now() + shift) };
}
