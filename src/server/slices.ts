import type { Steps } from "../engine/steps.ts";

/** Work that is done in slices between which messages are heard, and begun again when something has changed. */
export interface Slices {
  /** Gives up what is being done, and begins again after the pause. */
  restart(): void;
  /** Does the rest without a pause; settles when it is done. */
  finish(): Promise<void>;
  stop(): void;
}

export interface SlicedWork<Result> {
  readonly pause: number;
  /** `undefined` where there is nothing to do. */
  readonly start: () => Steps<Result> | undefined;
  readonly done: (result: Result) => void;
  readonly failed: (error: unknown) => void;
}

/** Milliseconds of work after which messages are heard. */
const slice = 8;

export function runInSlices<Result>(work: SlicedWork<Result>): Slices {
  let steps: Steps<Result> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isWaiting = false;
  const waiting: (() => void)[] = [];

  const settle = (): void => {
    for (const each of waiting.splice(0)) each();
  };
  const end = (): void => {
    steps = undefined;
    settle();
  };
  const advance = (): void => {
    isWaiting = false;
    steps ??= work.start();
    if (steps === undefined) return end();
    const until = performance.now() + slice;
    try {
      do {
        const next = steps.next();
        if (next.done !== true) continue;
        work.done(next.value);
        return end();
      } while (performance.now() < until);
    } catch (error) {
      work.failed(error);
      return end();
    }
    return again();
  };
  const again = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    setImmediate(() => (isWaiting ? advance() : undefined));
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(advance, work.pause);
  };
  return {
    restart() {
      steps = undefined;
      isWaiting = false;
      if (waiting.length > 0) again();
      else later();
    },
    finish() {
      clearTimeout(timer);
      return new Promise((settled) => {
        waiting.push(settled);
        again();
      });
    },
    stop() {
      clearTimeout(timer);
      steps = undefined;
      isWaiting = false;
      settle();
    },
  };
}
