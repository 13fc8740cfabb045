import type { Request } from "./call.ts";
import type { Fact } from "./facts/compact.ts";
import { grpcStatusName, statusOfHttp } from "./http-status.ts";
import type { Outcome, Step } from "./outcome.ts";
import type { Choice, ChosenRoute } from "./route-request.ts";
import { httpTarget } from "./send.ts";
import type { Sender } from "./sender.ts";

/** What a virtual host made of a request. */
export interface Routing {
  readonly vhost: string;
  readonly choice: Choice;
  /** Routes of the Gateway API decide. */
  readonly isApi: boolean;
  /** As it came. */
  readonly request: Request;
  readonly steps: readonly Step[];
}

/** Follows the chosen route to its end. */
export function finish({ vhost, choice, isApi, request, steps }: Routing, sender: Sender): Outcome {
  if (choice === "unknown")
    return { result: "unknown", vhost, why: "a header that proxies set", steps };
  if (choice === undefined) return { result: "no_route", vhost, sees: "UNIMPLEMENTED", steps };
  const { rule, settings, timeout, action, targets } = choice;
  const way = [...steps, ...choice.steps];
  const deadline = action === "route" ? deadlineOf(request, timeout) : undefined;
  const common = {
    vhost,
    ...(rule === undefined ? {} : { rule }),
    settings,
    ...(deadline === undefined ? {} : { deadline_ms: deadline }),
    steps: way,
  };
  if (action === "redirect") return { result: "redirect", ...common, sees: "UNKNOWN" };
  if (action !== "route") {
    const status = Number(entryIn(settings["direct"], "status") ?? 500);
    return { result: "direct_response", ...common, sees: statusOfHttp(status) };
  }
  return {
    result: "routed",
    ...common,
    to: targets.map((it) => httpTarget(it, choice.request, { ...sender, isApi })),
    ...abortOf(settings),
  };
}

/** An abort of every call decides what the client gets. */
function abortOf(settings: ChosenRoute["settings"]): Pick<Outcome, "fails" | "sees"> {
  const abort = entryIn(settings["fault"], "abort");
  if (entryIn(abort, "pct") !== 100) return {};
  const grpc = entryIn(abort, "grpc");
  const http = entryIn(abort, "http");
  const sees = typeof grpc === "number" ? grpcStatusName(grpc) : statusOfHttp(Number(http));
  return { fails: ["fault_abort"], sees };
}

function entryIn(fact: Fact | undefined, key: string): Fact | undefined {
  return typeof fact === "object" && !Array.isArray(fact)
    ? Object.entries(fact).find(([name]) => name === key)?.[1]
    : undefined;
}

const units: ReadonlyMap<string, number> = new Map([
  ["H", 3_600_000],
  ["M", 60_000],
  ["S", 1_000],
  ["m", 1],
  ["u", 0.001],
  ["n", 0.000_001],
]);

/** The router's deadline for a call that brings its own: a route's timeout caps it. */
function deadlineOf({ headers }: Request, timeout: number | undefined): number | undefined {
  const [, digits, unit = ""] =
    /^(\d{1,8})([HMSmun])$/.exec(headers.get("grpc-timeout") ?? "") ?? [];
  const factor = units.get(unit);
  if (digits === undefined || factor === undefined) return undefined;
  const asked = Number(digits) * factor;
  return timeout === undefined ? asked : Math.min(asked, timeout);
}
