import { callOf } from "../simulate/call-text.ts";
import { outsideCalls } from "../simulate/call-classes.ts";
import type { Outcome } from "../simulate/outcome.ts";
import type { CallSources } from "../simulate/request-classes.ts";
import type { Simulation } from "../simulate/simulate.ts";
import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "../collections/group-by.ts";

/** A call from outside that a gateway sends to a port of a host. */
export interface Exposure {
  /** `namespace/name` of the Gateway. */
  readonly gateway: string;
  /** What clients connect to, and whether over TLS. */
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** `/pkg.Service/Method`. */
  readonly path: string;
  /** `HOST:PORT` that it is sent to. */
  readonly to: string;
  readonly subset: string | undefined;
  readonly weight: number | undefined;
  readonly outcome: Outcome;
}

/** Calls from outside by the `HOST:PORT` that they are sent to. */
export function exposuresIn(
  sources: CallSources & { readonly resources: readonly Resource[] },
  simulation: Simulation,
): ReadonlyMap<string, readonly Exposure[]> {
  const found = outsideCalls(sources).flatMap((text): readonly Exposure[] => {
    const call = callOf(text, { ...sources, simulation });
    if ("fault" in call) return [];
    const outcome = simulation.run(call);
    const common = {
      gateway: text.from.replace(/^gateway:/, ""),
      host: call.host,
      port: call.port,
      isTls: text.sni !== undefined,
      path: call.path,
      outcome,
    };
    return (outcome.to ?? []).flatMap(({ host, port, subset, weight }) =>
      host === undefined ? [] : [{ ...common, to: `${host}:${port}`, subset, weight }],
    );
  });
  return groupBy(found, ({ to }) => to);
}
