/** The durations of the stages of a run. */
export interface Timing {
  /** Ends the stage that ran since the one before. */
  readonly end: (stage: string) => void;
  /** One line a stage, in milliseconds. */
  readonly text: () => string;
}

/** `now` counts milliseconds since the process began, so what came before is the stage `start`. */
export function startTiming(now: () => number): Timing {
  const stages: string[] = [];
  let last = 0;
  const end = (stage: string): void => {
    const time = now();
    stages.push(`${stage} ${(time - last).toFixed(1)} ms\n`);
    last = time;
  };
  end("start");
  return { end, text: () => stages.join("") };
}
