/** Work that stops now and then, so that whoever waits for it can look around and give it up. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Does all of it at once. */
export function drain<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
  }
}
