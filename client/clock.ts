/** The present moment on this computer; the only clock of the client, so that a test can hold it still. */
export function presentMoment(): Date {
  return new Date(performance.timeOrigin + performance.now());
}
