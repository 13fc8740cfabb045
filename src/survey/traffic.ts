import { gradeOf } from "../mesh/objects/evidence.ts";
import { isHttp, isHttp2, isTcp } from "../mesh/objects/protocol.ts";
import { hashFact, hashForPort } from "../simulate/facts/hash-facts.ts";
import { aspect, type Aspect, type Gap } from "./aspect.ts";
import { mayHaveMany, type Subject } from "./subject.ts";
import { duration, factsIn, textIn } from "./words.ts";

/** The protocol that Istio assumes for the port, and its source. */
export function protocolOf(subject: Subject): Aspect {
  const { port, evidence, host, exposures } = subject;
  const written = port.field.get("appProtocol") ?? port.field.get("name") ?? undefined;
  const declared = host.service ? written : (port.field.get("protocol") ?? written);
  const reasons = evidence.map((it) => `evidence of gRPC: ${it.text} (${gradeOf(it)})`);
  const details = [...new Set(reasons)].map((text) => ({ text, field: undefined }));
  const native = "TCP, whatever the port name";
  if (port.protocol === "auto") {
    const isExposed = exposures.length > 0;
    return aspect({
      key: "protocol",
      value: "not declared: sidecars detect HTTP/2, gateways connect with HTTP/1.1",
      field: declared ?? port.field,
      details,
      native,
      gaps: [
        {
          weight: isExposed ? "high" : "medium",
          text: "the protocol of the port is not declared",
          help: "add `appProtocol: grpc`",
        },
      ],
    });
  }
  if (!isHttp2(port.protocol)) return otherProtocol(subject, { native, details, declared });
  return aspect({
    key: "protocol",
    value: `${port.protocol}, from ${declaredBy(subject)}`,
    field: declared ?? port.field,
    details,
    native,
  });
}

function declaredBy({ port, host }: Subject): string {
  const appProtocol = port.field.get("appProtocol")?.text;
  if (host.service === undefined) return `\`protocol: ${port.field.get("protocol")?.text ?? ""}\``;
  return appProtocol === undefined
    ? `the port name \`${port.name ?? ""}\``
    : `\`appProtocol: ${appProtocol}\``;
}

function otherProtocol(
  subject: Subject,
  {
    native,
    details,
    declared,
  }: { native: string; details: Aspect["details"]; declared: Aspect["field"] },
): Aspect {
  const { port } = subject;
  const what = isHttp(port.protocol)
    ? "sent as HTTP/1.1, which breaks gRPC"
    : "forwarded as bytes: no routes, retries, timeouts or gRPC metrics";
  return aspect({
    key: "protocol",
    grade: "fault",
    value: `${port.protocol}, from ${declaredBy(subject)}: ${what}`,
    field: declared ?? port.field,
    details,
    native,
    gaps: [
      {
        weight: "high",
        text: `the port is declared as ${port.protocol}`,
        help: "declare it as gRPC: `appProtocol: grpc`",
      },
    ],
  });
}

/** Whether each call, each connection or the client decides which pod answers. */
export function balancingOf(subject: Subject): Aspect {
  const { port, host, upstream, callerHasSidecar } = subject;
  const isHeadless = host.service?.headless === true;
  const native = isHeadless
    ? "by the client, which gets all addresses and uses one by default (`pick_first`)"
    : "per connection: all calls of a client reach one pod";
  const field = upstream?.policy.loadBalancer ?? port.field.get("appProtocol") ?? port.field;
  const level = levelOf(subject);
  const weight = mayHaveMany(subject) === false ? "low" : "high";
  const gap: Gap = { weight, text: `calls are balanced ${level.value}`, help: level.help };
  return aspect({
    key: "balancing",
    value: callerHasSidecar
      ? `${level.value}${level.why}`
      : `per connection: callers in \`${host.namespace}\` have no sidecar`,
    field,
    native,
    gaps: level.help === "" ? [] : [gap],
  });
}

interface Level {
  readonly value: "per request" | "per connection" | "by the client";
  readonly why: string;
  /** Empty where there is nothing to change. */
  readonly help: string;
}

function levelOf({ port, host, upstream, callerHasSidecar }: Subject): Level {
  if (!callerHasSidecar) {
    return {
      value: "per connection",
      why: "",
      help: "inject sidecars into the callers' namespaces, or balance in the client",
    };
  }
  if (upstream?.type === "ORIGINAL_DST") {
    const isPassthrough = upstream.policy.loadBalancer?.get("simple")?.text === "PASSTHROUGH";
    return isPassthrough
      ? {
          value: "per connection",
          why: ": `PASSTHROUGH` keeps the address that the client connected to",
          help: "remove `simple: PASSTHROUGH`",
        }
      : {
          value: "by the client",
          why: ": the Service is headless, so the proxy keeps the pod that the client chose",
          help:
            host.service === undefined
              ? "use `resolution: DNS` or `STATIC`"
              : "use a Service with a cluster IP",
        };
  }
  if (isTcp(port.protocol)) {
    return {
      value: "per connection",
      why: `: ${port.protocol} is forwarded as bytes`,
      help: "declare the port as gRPC: `appProtocol: grpc`",
    };
  }
  const why =
    port.protocol === "auto" ? ", where the sidecar detects HTTP/2" : " by the caller's sidecar";
  return { value: "per request", why, help: "" };
}

const algorithms: Readonly<Record<string, string>> = {
  ROUND_ROBIN: "round robin",
  RANDOM: "random",
  LEAST_REQUEST: "least request",
  LEAST_CONN: "least request",
  PASSTHROUGH: "none: the address that the client connected to",
};

/** How a pod is chosen. */
export function algorithmOf({ upstream, port }: Subject): Aspect {
  const native = "random per connection (kube-proxy)";
  const lb = upstream?.policy.loadBalancer;
  const hash = hashFact(hashForPort(upstream?.rule, port.number));
  const warmup = upstream?.settings["warmup_ms"];
  const slow = typeof warmup === "number" ? `, new pods warm up for ${duration(warmup)}` : "";
  if (hash !== undefined) {
    const by = factsIn(hash);
    const ring = upstream?.settings["lb"] === "MAGLEV" ? "Maglev" : "a hash ring";
    return aspect({
      key: "algorithm",
      value: `${ring} by ${hashedBy(by)}`,
      field: lb?.get("consistentHash") ?? lb,
      native: "`sessionAffinity: ClientIP` at most",
    });
  }
  const simple = lb?.get("simple")?.text;
  const name = algorithms[simple ?? "LEAST_REQUEST"] ?? "least request";
  const isDefault = simple === undefined;
  return aspect({
    key: "algorithm",
    value: `${name}${isDefault ? " (Istio's default)" : ""}${slow}`,
    field: isDefault ? undefined : lb?.get("simple"),
    native,
  });
}

export function hashedBy(by: ReturnType<typeof factsIn>): string {
  const header = textIn(by, "header");
  if (header !== undefined) return `the header \`${header}\``;
  const cookie = textIn(by, "cookie");
  if (cookie !== undefined) return `the cookie \`${cookie}\``;
  const query = textIn(by, "query");
  return query === undefined ? "the caller's address" : `the query parameter \`${query}\``;
}

/** What ends connections, so that new pods get some. */
export function cyclingOf({ upstream, port }: Subject): Aspect {
  const native = "none; servers may set `MAX_CONNECTION_AGE`";
  const requests = upstream?.settings["max_requests_per_conn"];
  const age = upstream?.settings["max_conn_duration_ms"];
  const pool = upstream?.policy.connectionPool;
  if (requests === undefined && age === undefined) {
    const value = isTcp(port.protocol)
      ? "none: a connection stays with its pod"
      : "none needed: calls are spread over pods anyway";
    return aspect({ key: "cycling", value, field: undefined, native });
  }
  const parts = [
    ...(typeof requests === "number"
      ? [`after ${requests} requests (\`maxRequestsPerConnection\`)`]
      : []),
    ...(typeof age === "number" ? [`after ${duration(age)} (\`maxConnectionDuration\`)`] : []),
  ];
  const field =
    pool?.at("http", "maxRequestsPerConnection") ?? pool?.at("tcp", "maxConnectionDuration");
  return aspect({ key: "cycling", value: parts.join(", "), field, native });
}
