/** What one case of a set came to. */
export interface Judgement {
  /** The kind or part of the set that the case is counted under. */
  readonly topic: string;
  /** Unique in its set. */
  readonly id: string;
  /** What the set says, in its own words. */
  readonly expected: string;
  /** What we say. */
  readonly actual: string;
  readonly agrees: boolean;
}

/** One kind of reference data. The layout of its folder is the contract, so that other folders can be judged. */
export interface ConformanceSet {
  /** The folder below the one that is judged. */
  readonly name: string;
  /** Judges every case in `folder`, its own one. */
  readonly judge: (folder: string) => Iterable<Judgement>;
}
