import { isTcp } from "../mesh/objects/protocol.ts";
import type { Field } from "../yaml/field.ts";
import type { Request, Stream } from "./call.ts";
import { arrive, atManaged, deliver, merged } from "./deliver.ts";
import type { Upstream } from "./facts/clusters.ts";
import { applyHeaders, headerFacts, headersOfDestination } from "./header-changes.ts";
import { isIp, resolveName } from "./name-resolution.ts";
import type { EndpointOutcome, Step, Target } from "./outcome.ts";
import type { NamedTarget } from "./route-request.ts";
import type { Sender } from "./sender.ts";
import { sniShown, wireFor, type Incoming, type Sending } from "./wire.ts";

/** A destination of an HTTP route. */
export function httpTarget(target: NamedTarget, request: Request, sender: Sender): Target {
  const { host, port, subset, weight, field } = target;
  const named = { ...(host === undefined ? { cluster: "UnknownService" } : {}), ...nameOf(target) };
  const upstream = host === undefined ? undefined : sender.proxy.upstream(host, port, subset);
  // Routes of the Gateway API answer 500.
  if (upstream === undefined)
    return missing(named, field, sender.isApi ? "UNKNOWN" : "UNAVAILABLE");
  const version = upstream.http === undefined ? "http1" : "h2";
  const changes =
    weight === undefined || field === undefined ? undefined : headersOfDestination(field);
  const sent = changes ? applyHeaders(request, changes) : request;
  const common = { ...named, http: version, steps: stepsTo(upstream, field) } as const;
  if (upstream.type === "dynamic_forward_proxy") {
    const why = "cluster type envoy.clusters.dynamic_forward_proxy";
    return { ...common, why, settings: { ...upstream.settings, lb: "CLUSTER_PROVIDED" } };
  }
  const stream = { kind: "http", version, request: sent } as const;
  const outcomes = endpointsOf(upstream, { stream, asTcp: false }, sender);
  return {
    ...common,
    settings: { ...upstream.settings, ...(changes ? headerFacts(changes) : {}) },
    ...(version === "http1" ? { fails: ["http1_upstream"] as const } : {}),
    ...reached(outcomes, version === "http1" ? ["http1_upstream"] : []),
  };
}

/** A destination of a TCP chain. */
export function tcpTarget(target: NamedTarget, stream: Stream, sender: Sender): Target {
  const { host = "", port, subset, field } = target;
  const named = nameOf({ ...target, host });
  const upstream = sender.proxy.upstream(host, port, subset);
  if (upstream === undefined) return missing(named, field, "UNAVAILABLE");
  return {
    ...named,
    settings: upstream.settings,
    steps: stepsTo(upstream, field),
    ...reached(endpointsOf(upstream, { stream, asTcp: true }, sender), []),
  };
}

type Name = Pick<Target, "host" | "port" | "subset" | "weight" | "cluster">;

function nameOf({ host, port, subset, weight }: NamedTarget): Name {
  return {
    ...(host === undefined ? {} : { host, port }),
    ...(subset === undefined ? {} : { subset }),
    ...(weight === undefined ? {} : { weight }),
  };
}

function missing(named: Name, field: Field | undefined, sees: string): Target {
  const text = "the proxy has no cluster of that host, port and subset";
  return { ...named, missing: true, fails: ["missing_cluster"], sees, steps: [{ text, field }] };
}

/** The destination, the DestinationRule that applies, and the TLS settings in it. */
function stepsTo(
  { host, port, rule, tls, http }: Upstream,
  field: Field | undefined,
): readonly Step[] {
  const version =
    http === undefined ? "HTTP/1.1" : http === "auto" ? "the caller's HTTP version" : "HTTP/2";
  const protocol = `port ${port.number} is ${port.protocol === "auto" ? "undeclared" : port.protocol}: ${version}`;
  return [
    ...(field ? [{ text: "destination", field }] : []),
    {
      text: isTcp(port.protocol) ? `port ${port.number} is ${port.protocol}` : protocol,
      field: port.field.isSame(host.resource.root) ? undefined : declaredAt(port, host),
    },
    ...(rule
      ? [
          {
            text: `DestinationRule \`${rule.namespace}/${rule.rule.resource.name}\``,
            field: rule.rule.resource.spec?.get("host"),
          },
        ]
      : []),
    ...(tls.written ? [{ text: `TLS mode ${tls.mode}`, field: tls.written }] : []),
  ];
}

/** What decides the protocol: `appProtocol`, else the name; `protocol` of a ServiceEntry. */
function declaredAt({ field }: Upstream["port"], { service }: Upstream["host"]): Field {
  const named = field.get("name") ?? field;
  return (service ? field.get("appProtocol") : field.get("protocol")) ?? named;
}

function reached(
  endpoints: readonly EndpointOutcome[],
  fails: NonNullable<Target["fails"]>,
): Pick<Target, "endpoints" | "fails" | "sees"> {
  if (endpoints.length > 0) return { endpoints };
  return { fails: [...fails, "no_endpoints"], sees: "UNAVAILABLE" };
}

function endpointsOf(
  upstream: Upstream,
  sending: Sending,
  sender: Sender,
): readonly EndpointOutcome[] {
  if (upstream.type === "ORIGINAL_DST") return originalDestination(upstream, sending, sender);
  const { type } = upstream;
  const found =
    type === "EDS"
      ? upstream.endpoints
      : upstream.endpoints.slice(0, type === "LOGICAL_DNS" ? 1 : undefined);
  const isWritten = (upstream.host.resource.spec?.get("endpoints")?.items().length ?? 0) > 0;
  return merged(
    found.flatMap((endpoint) => {
      if (upstream.host.managed) {
        const wire = wireFor(upstream, endpoint, sending, sender);
        return [atManaged(upstream.host, endpoint.port, wire, sender)];
      }
      const wire = wireFor(upstream, endpoint, sending, sender);
      if (endpoint.pod) return [arrive(endpoint.pod, endpoint.port, wire, sender)];
      const address = endpoint.address ?? (isWritten ? undefined : upstream.host.host);
      return atAddress(address, endpoint.port, wire, sender);
    }),
  );
}

/** Where the client itself connected to. */
function originalDestination(
  upstream: Upstream,
  sending: Sending,
  sender: Sender,
): readonly EndpointOutcome[] {
  const { dialed, port } = sender;
  if (dialed === undefined) return [];
  const wire = wireFor(upstream, undefined, sending, sender);
  return deliver(dialed, port, wire, sender);
}

function atAddress(
  address: string | undefined,
  port: number,
  wire: Incoming,
  sender: Sender,
): readonly EndpointOutcome[] {
  if (address === undefined)
    return [{ address: "outside", port, sent: wire.sent, ...sniShown(wire) }];
  if (isIp(address)) return [{ address, port, sent: wire.sent, ...sniShown(wire) }];
  const dialed = resolveName(address, sender.proxy.client.namespace, sender.proxy.cluster);
  if (dialed.kind === "error") return [];
  return deliver(dialed, port, wire, sender);
}
