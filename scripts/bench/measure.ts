import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** A command line to measure. */
export interface Candidate {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface Sample {
  /** Wall time of the whole process, in milliseconds. */
  readonly wall: number;
  /** The largest resident memory in MB; `undefined` where nothing here can tell. */
  readonly peak: number | undefined;
  readonly stderr: string;
}

export type Samples = ReadonlyMap<string, readonly Sample[]>;

/**
 * Runs every candidate once a round, one after the other and every other round the other way, so that what else the machine
 * does hits all alike. Samples by name, in order. Throws if a candidate does not end with status 0: then it did other work.
 */
export function measureAll(candidates: readonly Candidate[], rounds: number): Samples {
  const samples = new Map<string, Sample[]>(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
      say(`${candidate.name}, round ${round + 1} of ${rounds}`);
      samples.get(candidate.name)?.push(run(candidate));
    }
  }
  return samples;
}

/** What is being done, on standard error, with the seconds since the start. */
export function say(what: string): void {
  console.error(`[${(performance.now() / 1000).toFixed(0)} s] ${what}`);
}

const gnuTime = "/usr/bin/time";
const hasGnuTime = existsSync(gnuTime);

export function run({ name, command, args }: Candidate): Sample {
  const words = hasGnuTime ? [gnuTime, "-f", "peak %M", command, ...args] : [command, ...args];
  const [program = command, ...rest] = words;
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, rest, {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const wall = performance.now() - start;
  if (error) throw error;
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stdout}${stderr}`);
  const [, kilobytes] = /^peak (\d+)$/m.exec(stderr) ?? [];
  return { wall, peak: kilobytes === undefined ? undefined : Number(kilobytes) / 1024, stderr };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** What a row says: times of one thing over those of another that were taken next to them. */
export interface Row {
  readonly over: string;
  readonly under: string;
  readonly ratio: number;
  /** Milliseconds. */
  readonly time: number;
  readonly peak?: number | undefined;
}

/** The median of the ratios of each round. `size` is how many times as much there is to do. */
export function rowOf(samples: Samples, over: string, under: string, size = 1): Row {
  const above = samples.get(over) ?? [];
  const below = samples.get(under) ?? [];
  const ratios = above.map(({ wall }, round) => wall / (below[round]?.wall ?? Number.NaN) / size);
  return {
    over,
    under: size === 1 ? under : `${under}, for each`,
    ratio: median(ratios),
    time: median(above.map(({ wall }) => wall)),
    peak: above[0]?.peak,
  };
}

export function printHead(): void {
  console.log(
    `${"".padEnd(74)}${["ratio", "median", "peak"].map((it) => it.padStart(10)).join("")}`,
  );
}

export function print({ over, under, ratio, time, peak }: Row): void {
  const cells = [
    ratio.toFixed(2),
    `${time.toFixed(time < 10 ? 1 : 0)} ms`,
    peak === undefined ? "" : `${peak.toFixed(0)} MB`,
  ];
  console.log(`${`${over} ÷ ${under}`.padEnd(74)}${cells.map((it) => it.padStart(10)).join("")}`);
}
