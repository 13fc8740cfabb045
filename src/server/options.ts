/** What a user of an editor can choose; all else is said by the configuration of the project. */
export interface ServerOptions {
  /** Milliseconds without an edit after which the mesh is checked again. */
  readonly pause: number;
  /** "3 routes lead here", above Services and subsets. */
  readonly codeLens: boolean;
  /** The time a call may take, and the protocol of a port, where they are not written. */
  readonly inlayHints: boolean;
}

export const defaultOptions: ServerOptions = { pause: 150, codeLens: true, inlayHints: false };

/** What a client sends, as far as it is one of the options; the rest is as it was. */
export function readOptions(sent: unknown, known: ServerOptions = defaultOptions): ServerOptions {
  const pause = valueAt(sent, "pause");
  const codeLens = valueAt(sent, "codeLens");
  const inlayHints = valueAt(sent, "inlayHints");
  return {
    pause: typeof pause === "number" && pause >= 0 ? pause : known.pause,
    codeLens: typeof codeLens === "boolean" ? codeLens : known.codeLens,
    inlayHints: typeof inlayHints === "boolean" ? inlayHints : known.inlayHints,
  };
}

/** The value at a key of an object that somebody else made. */
export function valueAt(object: unknown, key: string): unknown {
  if (typeof object !== "object" || object === null) return undefined;
  return new Map(Object.entries(object)).get(key);
}
