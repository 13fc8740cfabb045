import { setFlagsFromString } from "node:v8";

/** What most functions of a run that are called some thousand times are not worth. */
const optimised = { "interrupt-budget": 400_000, "max-inlined-bytecode-size": 150 };
/** The same as V8 11 has it. */
const usual = { "interrupt-budget": 67_584, "max-inlined-bytecode-size": 460 };

/**
 * Tunes V8, of a release such as `11.3.244.8-node.33`, for a run over many files that is over before its usual care pays
 * off. Releases that nobody has tried are left as they are: they say so where they do not know a flag.
 */
export function expectMuch(v8: string): void {
  const major = Number.parseInt(v8, 10);
  if (major < 11 || major > 13) return;
  // What is read stays until the end, so looking through all of it for what can go is of no use.
  setFlagsFromString("--heap-growing-percent=800");
  // Nearly all time goes into a thousand functions that are called some thousand times each: most are done before they
  // are compiled again with all optimisations, so that this is mostly lost. On 4,787 files it took a third of the
  // processors' time. Releases behind Node 20 count calls instead.
  if (major !== 11) return;
  // What is put into its callers is compiled with each of them, and they wait for one another.
  setFlags(optimised);
}

/** The same for the first run of a process that stays: what it gives back takes the care of V8 up again. */
export function expectMuchAtFirst(v8: string): () => void {
  if (Number.parseInt(v8, 10) !== 11) return () => {};
  setFlags(optimised);
  return () => setFlags(usual);
}

function setFlags(flags: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(flags)) setFlagsFromString(`--${name}=${value}`);
}
