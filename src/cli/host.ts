/** The part of the process that commands may use; only `main.ts` has the process itself. */
export interface Host {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  /** Standard input, opened when it is asked for. */
  readonly openInput: () => AsyncIterable<Uint8Array | string>;
  readonly output: OutputStream;
  /** Standard input and output themselves, for a conversation. */
  readonly openStreams: () => {
    readonly input: NodeJS.ReadableStream;
    readonly output: NodeJS.WritableStream;
  };
  /** Standard error. */
  readonly errors: OutputStream;
  /** Whether standard output and standard error are read as one. */
  readonly mixesErrors: () => boolean;
  /** Keeps the signals that end a process until they are released. */
  readonly holdSignals: () => HeldSignals;
  /** The release of V8, such as `11.3.244.8-node.33`. */
  readonly v8: string;
  /** `Node.js 20.20.2 on linux x64`. */
  readonly runtime: string;
  /** Milliseconds since the process began. */
  readonly now: () => number;
  /** To standard output: the report and nothing else. */
  print(text: string): void;
  /** To standard error: everything about the run. */
  complain(text: string): void;
  /** To standard error as it stands: a report, while standard output holds something else. */
  printToErrors(text: string): void;
}

export interface HeldSignals {
  /** Whether one has come. */
  readonly arrive: () => Promise<boolean>;
  /** Lets the one that has come end the process. */
  readonly release: () => void;
}

/** Where a stream leads to. */
export interface OutputStream {
  readonly isTerminal: boolean;
  /** Columns of the terminal. */
  readonly width: number | undefined;
}
