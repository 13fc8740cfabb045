import { setFlagsFromString } from "node:v8";

/**
 * Lets V8 watch a function for longer before it compiles it a second time, with all optimisations. Of a run over many
 * files nearly all time goes into a thousand functions that are called some thousand times each, and are done before
 * that work has paid off. Measured with Node 20, on 4,787 files: a third less time of the processors, a tenth of the
 * wall time. Releases of V8 behind Node 20 count calls instead, and know no such flag.
 */
export function holdCompilerBack(v8: string): void {
  if (v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=400000");
}
