import type { CallChange } from "../simulate/compare.ts";
import type { Diagnostic } from "./report.ts";

/** What changes between two states of the manifests. */
export interface MeshDiff {
  readonly base: string;
  readonly head: string;
  /** By environment or overlay; `undefined` where there is one form only. */
  readonly forms: readonly FormDiff[];
  readonly gone: readonly Diagnostic[];
  readonly found: readonly Diagnostic[];
}

export interface FormDiff {
  readonly name: string | undefined;
  readonly changes: readonly CallChange[];
}

/** How each kind of change is headed. */
const changeTitles: Readonly<Record<CallChange["kind"], string>> = {
  "dropped-route": "calls that no longer arrive",
  "added-route": "calls that now arrive",
  "opened-access": "access that opens",
  "closed-access": "access that closes",
  destinations: "destinations",
  timeout: "timeouts",
  retries: "retries",
  tls: "TLS",
  protocol: "HTTP version",
  fault: "faults and mirrors",
  other: "other changes",
};

export function titleOf({ kind, what }: Pick<CallChange, "kind" | "what">): string {
  return kind === "other" && what === "ends"
    ? "calls that fail for another reason"
    : changeTitles[kind];
}

const mostNamed = 3;

/** `shop/web, shop/cart and 4 more callers`. */
export function countedNames(names: readonly string[], noun: string): string {
  const shown = names.slice(0, mostNamed).join(", ");
  const rest = names.length - mostNamed;
  return rest > 0 ? `${shown} and ${rest} more ${noun}s` : shown;
}

/** Without the slash in front; samples of a class as `shop.v1.Orders/*`. */
export function methodsText({ methods }: CallChange): string {
  return countedNames(
    methods.map((it) =>
      it
        .replace(/^\//, "")
        .replace(/^any\.Service\/Method/, "any other method")
        .replace(/(?:(?<=\.)\/|(?<=\/))Any(?= \(|$)/, "*"),
    ),
    "method",
  );
}
