import { namespaceOf } from "../mesh/world/age.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import { isHttp, isHttp2, isTcp } from "../mesh/objects/protocol.ts";
import type { MutualTlsMode } from "../mesh/objects/policies.ts";
import type { Field } from "../yaml/field.ts";
import type { Stream } from "./call.ts";
import { insertedFilters } from "./facts/inserted-filters.ts";
import { inboundPortsOf, requestFiltersOf, type InboundPort } from "./facts/inbound.ts";
import type { EndpointOutcome, Step } from "./outcome.ts";
import { authorize, verdictFacts, type Verdict } from "./rbac.ts";
import { behindZtunnel, isAmbient } from "./ztunnel.ts";

/** What reaches a pod. */
export interface Arrival {
  readonly stream: Stream;
  readonly port: number;
  readonly sent: "mtls" | "tls" | "plaintext";
  /** Of the caller's certificate; `undefined` without mutual TLS. */
  readonly principal: string | undefined;
  readonly sni: string | undefined;
  /** Sent by a TCP proxy, which offers no HTTP by ALPN. */
  readonly asTcp: boolean;
  readonly isTunnelled?: boolean;
}

/** The virtual inbound listener's own port: what is sent there would loop. */
const captureAll = 15006;

/** What a pod that is not a gateway makes of a connection. */
export function arriveAt(pod: Pod, arrival: Arrival, cluster: Cluster): EndpointOutcome {
  const { port, sent, stream } = arrival;
  if (isAmbient(pod) && sent !== "mtls") {
    const { app = "h2" } = straightToApp(sent, stream);
    return behindZtunnel(pod, { port, app, isTunnelled: arrival.isTunnelled === true }, cluster);
  }
  if (!pod.hasSidecar || !isCaptured(pod, port)) return straightToApp(sent, stream);
  if (port === captureAll) return { in: "tcp", fails: ["blackhole"], sees: "UNAVAILABLE" };
  const served = inboundPortsOf(cluster, pod).get(port);
  const mode = cluster.mutualTls.modeOf(pod.workload, port);
  const step: Step = {
    text: `mutual TLS is ${mode.mode} on port ${port}`,
    field: mode.policy?.spec?.get("mtls"),
  };
  const chain = chainFor(arrival, served, mode.mode);
  if ("refused" in chain) {
    return { in: chain.in, fails: [chain.refused], sees: "UNAVAILABLE", steps: [step] };
  }
  const rest = served === undefined ? ({ passthrough: true } as const) : {};
  const isRequest = chain.kind === "http";
  const inserted = isRequest
    ? insertedFilters(cluster, pod, { context: "SIDECAR_INBOUND", port })
    : undefined;
  const filters = isRequest
    ? [...filtersOf(cluster, pod, served), ...(inserted?.names ?? [])].toSorted()
    : [];
  const verdict = authorize(
    cluster.authorizationOf(pod.workload),
    {
      request: chain.kind === "http" && stream.kind === "http" ? stream.request : undefined,
      port,
      principal: arrival.principal,
      sni: arrival.sni,
    },
    cluster,
  );
  const common = {
    in: chain.kind,
    ...rest,
    ...(filters.length > 0 ? { filters } : {}),
    ...verdictFacts(verdict),
    steps: [step, ...(inserted?.steps ?? []), ...stepsOf(verdict)],
  };
  if (verdict?.decision === "deny") {
    const sees = chain.kind === "http" ? "PERMISSION_DENIED" : "UNAVAILABLE";
    return { ...common, fails: ["denied"], sees };
  }
  const app = chain.kind === "http" ? appVersion(served, stream) : versionOf(arrival, chain);
  const at = served?.endpoint;
  return {
    ...common,
    app,
    ...(at === undefined ? {} : { app_at: at }),
    ...(chain.kind === "http" && app === "http1" ? { fails: ["http1_to_app"] as const } : {}),
  };
}

export function stepsOf(verdict: Verdict | undefined): readonly Step[] {
  if (verdict === undefined) return [];
  if (verdict.missed.length > 0) {
    return verdict.missed.map(({ resource }) => ({
      text: `authorization: deny, as no rule of AuthorizationPolicy \`${resource.name}\` allows the call`,
      field: resource.spec?.get("rules") ?? resource.root.at("metadata", "name"),
    }));
  }
  const text = `authorization: ${verdict.decision}`;
  const fields: readonly (Field | undefined)[] =
    verdict.fields.length > 0 ? verdict.fields : [undefined];
  return fields.map((field) => ({ text, field }));
}

function straightToApp(sent: Arrival["sent"], stream: Stream): EndpointOutcome {
  if (sent === "mtls") return { in: "app", fails: ["mtls_to_app"], sees: "UNAVAILABLE" };
  const app = sent === "tls" || stream.kind === "tls" ? "tls" : stream.version;
  return { in: "app", app };
}

/** Whether the pod's sidecar captures connections to a port. */
function isCaptured({ workload }: Pod, port: number): boolean {
  const list = (name: string): readonly string[] | undefined =>
    workload.annotations
      .get(`traffic.sidecar.istio.io/${name}`)
      ?.value.split(",")
      .map((it) => it.trim());
  const excluded = list("excludeInboundPorts") ?? [];
  const included = list("includeInboundPorts") ?? ["*"];
  if (excluded.includes(String(port))) return false;
  return included.includes("*") || included.includes(String(port));
}

type ChainChoice =
  | { readonly kind: "http" | "tcp"; readonly isTls: boolean }
  | {
      readonly refused: "mtls_required" | "no_inbound_chain" | "tls_to_plaintext";
      readonly in: "refused" | "http";
    };

/**
 * The filter chain of the virtual inbound listener that matches a connection.
 * Source: istio `pilot/pkg/networking/core/listener_inbound.go` buildInboundListeners, getTLSFilterChainMatchOptions (1.31).
 */
function chainFor(
  { sent, stream, asTcp }: Arrival,
  served: InboundPort | undefined,
  mode: MutualTlsMode,
): ChainChoice {
  const protocol = served?.protocol ?? "auto";
  const isHttpPort = isHttp(protocol);
  if (sent === "plaintext" || (sent === "mtls" && mode !== "DISABLE")) {
    if (sent === "plaintext" && mode === "STRICT")
      return { refused: "mtls_required", in: "refused" };
    if (sent === "plaintext" && stream.kind === "tls") return tlsInPlaintext(isHttpPort, mode);
    if (isTcp(protocol) || protocol === "UDP") return { kind: "tcp", isTls: false };
    if (!isHttpPort && sent === "mtls" && asTcp) return { kind: "tcp", isTls: false };
    if (stream.kind === "http") return { kind: "http", isTls: false };
    return isHttpPort ? { refused: "tls_to_plaintext", in: "http" } : { kind: "tcp", isTls: true };
  }
  // TLS that the proxy does not terminate.
  if (mode === "STRICT") return { refused: "mtls_required", in: "refused" };
  return tlsInPlaintext(isHttpPort, mode);
}

function tlsInPlaintext(isHttpPort: boolean, mode: MutualTlsMode): ChainChoice {
  if (!isHttpPort) return { kind: "tcp", isTls: true };
  return mode === "DISABLE"
    ? { refused: "tls_to_plaintext", in: "http" }
    : { refused: "no_inbound_chain", in: "refused" };
}

/** What the application gets over a TCP chain. */
function versionOf(
  { stream }: Arrival,
  chain: Extract<ChainChoice, { kind: string }>,
): "h2" | "http1" | "tls" {
  return chain.isTls || stream.kind === "tls" ? "tls" : stream.version;
}

function appVersion(served: InboundPort | undefined, stream: Stream): "h2" | "http1" {
  const asSent = stream.kind === "http" ? stream.version : "http1";
  if (served === undefined || served.isAuto) return asSent;
  return isHttp2(served.protocol) ? "h2" : "http1";
}

function filtersOf(cluster: Cluster, pod: Pod, served: InboundPort | undefined): readonly string[] {
  const web = served?.protocol === "GRPC-Web" ? ["grpc_web"] : [];
  return [...web, ...requestFiltersOf(cluster, pod.namespace, pod.labels)];
}

/** `cluster.local/ns/shop/sa/cart`. */
export function principalOf(namespace: string, account: string, cluster: Cluster): string {
  const domain = cluster.config.written?.get("trustDomain")?.text ?? "cluster.local";
  return `${domain}/ns/${namespace}/sa/${account}`;
}

export function accountOf({ workload }: Pod): string {
  return workload.podSpec?.get("serviceAccountName")?.text ?? "default";
}

export function podName({ namespace, workload }: Pod): string {
  const { resource } = workload;
  return resource.kind === "Pod"
    ? `${namespaceOf(resource)}/${resource.name}`
    : `${namespace}/${resource.name}-0`;
}
