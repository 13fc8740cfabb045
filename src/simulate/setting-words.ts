import type { Fact } from "./facts/compact.ts";

/** A setting for people: `abort: grpc 14, pct 100`. */
export function readableFact(fact: Fact | undefined): string {
  if (fact === undefined) return "";
  if (isList(fact)) return fact.map(readableFact).join("; ");
  if (typeof fact !== "object") return String(fact);
  return Object.entries(fact)
    .map(([key, value]) => {
      const colon = typeof value === "object" ? ":" : "";
      return `${key.replaceAll("_", " ")}${colon} ${readableFact(value)}`;
    })
    .join(", ");
}

/** `2 retries on unavailable`, and what else is set. */
export function readableRetries(fact: Fact): string {
  if (typeof fact !== "object" || isList(fact)) return readableFact(fact);
  const { attempts, on = "", codes = [], ...rest } = fact;
  if (attempts === 0) return "off";
  const named = readableFact(on)
    .split(",")
    .filter((it) => it !== "" && (it !== "retriable-status-codes" || fact["codes"] === undefined));
  const conditions = [...named, ...(isList(codes) ? codes.map(readableFact) : [])].join(", ");
  const others = readableFact(rest);
  const noun = attempts === 1 ? "retry" : "retries";
  return `${readableFact(attempts)} ${noun} on ${conditions}${others === "" ? "" : `; ${others}`}`;
}

function isList(fact: Fact): fact is readonly Fact[] {
  return Array.isArray(fact);
}
