import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A command line to measure. */
export interface Candidate {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface Sample {
  /** Wall time of the whole process, in milliseconds. */
  readonly wall: number;
  readonly stderr: string;
}

/**
 * Runs every candidate once a round, one after the other, so that what else the machine does hits all alike.
 * Samples by name, in order. Throws if a candidate does not end with status 0: then it did other work.
 */
export function measureAll(
  candidates: readonly Candidate[],
  rounds: number,
): ReadonlyMap<string, readonly Sample[]> {
  const samples = new Map<string, Sample[]>(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const candidate of candidates) samples.get(candidate.name)?.push(run(candidate));
  }
  return samples;
}

export function run({ name, command, args }: Candidate): Sample {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const wall = performance.now() - start;
  if (error) throw error;
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stdout}${stderr}`);
  return { wall, stderr };
}

const gnuTime = "/usr/bin/time";

/** The largest resident memory of a process in MB; `undefined` where nothing here can tell. */
export function peakMemory({ name, command, args }: Candidate, folder: string): number | undefined {
  if (!existsSync(gnuTime)) return undefined;
  const file = join(folder, "memory.txt");
  run({ name, command: gnuTime, args: ["-f", "%M", "-o", file, command, ...args] });
  return Number(readFileSync(file, "utf8")) / 1024;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
