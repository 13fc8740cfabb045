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

interface Running<Result> {
  steps: Steps<Result> | undefined;
  timer: NodeJS.Timeout | undefined;
  /** The next slice is on its way. */
  isComing: boolean;
  /** Those who wait for the end. */
  readonly waiting: (() => void)[];
}

export function runInSlices<Result>(work: SlicedWork<Result>): Slices {
  const running: Running<Result> = {
    steps: undefined,
    timer: undefined,
    isComing: false,
    waiting: [],
  };
  return {
    restart() {
      running.steps = undefined;
      running.isComing = false;
      clearTimeout(running.timer);
      if (running.waiting.length > 0) again(running, work);
      else running.timer = setTimeout(() => advance(running, work), work.pause);
    },
    finish() {
      clearTimeout(running.timer);
      return new Promise((settled) => {
        running.waiting.push(settled);
        again(running, work);
      });
    },
    stop() {
      clearTimeout(running.timer);
      running.isComing = false;
      end(running);
    },
  };
}

function again<Result>(running: Running<Result>, work: SlicedWork<Result>): void {
  if (running.isComing) return;
  running.isComing = true;
  setImmediate(() => {
    if (running.isComing) advance(running, work);
  });
}

/** Works for a while. */
function advance<Result>(running: Running<Result>, work: SlicedWork<Result>): void {
  running.isComing = false;
  const steps = running.steps ?? work.start();
  running.steps = steps;
  if (steps === undefined) return end(running);
  const until = performance.now() + slice;
  try {
    while (performance.now() < until) {
      const next = steps.next();
      if (next.done !== true) continue;
      work.done(next.value);
      return end(running);
    }
  } catch (error) {
    work.failed(error);
    return end(running);
  }
  return again(running, work);
}

function end<Result>(running: Running<Result>): void {
  running.steps = undefined;
  for (const each of running.waiting.splice(0)) each();
}
