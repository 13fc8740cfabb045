import { answersMutualTls } from "../simulate/facts/clusters.ts";
import { groupBy } from "../collections/group-by.ts";
import { aspect, type Aspect, type Detail, type Gap } from "./aspect.ts";
import { failureOf } from "./routing.ts";
import type { Subject } from "./subject.ts";
import { counted, methodNamer } from "./words.ts";

/** What callers send, and what the pods accept. */
export function mutualTlsOf(subject: Subject): Aspect | undefined {
  const { pods, state, upstream } = subject;
  const native = "none; applications may encrypt";
  const [served] = pods;
  if (served === undefined) return towardsOutside(subject, native);
  if (!served.pod.hasSidecar) {
    return aspect({
      key: "mutualTls",
      value: "none: the pods have no sidecar",
      field: undefined,
      native,
      gaps: [
        {
          weight: "high",
          text: "calls to the pods are not encrypted by the mesh",
          help: "inject a sidecar into the pods",
        },
      ],
    });
  }
  const { mode, decidedBy, policy } = state.cluster.mutualTls.modeOf(
    served.pod.workload,
    served.target,
  );
  const field = policy?.spec?.get("mtls") ?? policy?.metadata?.get("name");
  const sent = upstream?.tls.mode ?? "auto";
  const isMutual = sent === "ISTIO_MUTUAL" || (sent === "auto" && marks(subject));
  const sending = isMutual
    ? "callers with a sidecar use it"
    : `callers send ${sent === "DISABLE" || sent === "auto" ? "plaintext" : "their own TLS"}`;
  const source = decidedBy === undefined ? " (the default: no PeerAuthentication applies)" : "";
  return aspect({
    key: "mutualTls",
    value: `${mode}${source}; ${sending}`,
    field,
    native,
    gaps: modeGaps(mode, isMutual),
    ...(mode === "STRICT" && !isMutual ? { grade: "fault" as const } : {}),
  });
}

function marks({ upstream, state }: Subject): boolean {
  const endpoints = upstream?.endpoints ?? [];
  return endpoints.length > 0 && endpoints.every((it) => answersMutualTls(it, state.cluster));
}

function modeGaps(mode: string, isMutual: boolean): readonly Gap[] {
  if (mode === "STRICT") {
    return isMutual
      ? []
      : [
          {
            weight: "high",
            text: "the pods require mutual TLS, and callers do not send it",
            help: "use `tls.mode: ISTIO_MUTUAL` in the DestinationRule, or remove its `tls`",
          },
        ];
  }
  const help = "add a PeerAuthentication with `mode: STRICT`";
  return mode === "DISABLE"
    ? [{ weight: "high", text: "mutual TLS is disabled", help }]
    : [{ weight: "medium", text: "plaintext is accepted as well", help }];
}

function towardsOutside({ host, upstream }: Subject, native: string): Aspect | undefined {
  if (host.service !== undefined) return undefined;
  const mode = upstream?.tls.mode ?? "auto";
  const isPlain = mode === "DISABLE" || mode === "auto";
  return aspect({
    key: "mutualTls",
    value: isPlain
      ? "the proxy adds no TLS: the host gets what the client sends"
      : `${mode}: the proxy originates TLS`,
    field: upstream?.tls.written,
    native,
  });
}

/** Where calls come in from outside. */
export function exposureOf({ exposures, host }: Subject): Aspect | undefined {
  if (host.service === undefined) return undefined;
  const native = "a LoadBalancer Service or an Ingress";
  if (exposures.length === 0) {
    return aspect({
      key: "exposure",
      value: "none: only callers inside the cluster",
      field: undefined,
      native,
    });
  }
  const groups = groupBy(
    exposures,
    ({ gateway, host: name, port }) => `${gateway} ${name}:${port}`,
  );
  const rows = Array.from(groups.values(), (found) => {
    const [first] = found;
    if (first === undefined) return [];
    const failing = found.flatMap(({ outcome }) => failureOf(outcome) ?? [])[0];
    const field = first.outcome.steps.find((step) => step.field !== undefined)?.field;
    return [{ first, found, failing, field }];
  }).flat();
  const nameOf = methodNamer(exposures.map(({ path }) => path));
  const details: readonly Detail[] = rows.map(({ first, found, failing, field }) => ({
    text: `${first.host}:${first.port} at ${first.gateway}, ${first.isTls ? "TLS" : "plaintext"}: ${counted([...new Set(found.map(({ path }) => nameOf(path)))], 3)}${failing === undefined ? "" : `: fails, ${failing}`}`,
    field,
  }));
  const gateways = [...new Set(exposures.map(({ gateway }) => gateway))];
  const isPlain = exposures.some(({ isTls }) => !isTls);
  const failing = rows.find((row) => row.failing !== undefined);
  return aspect({
    key: "exposure",
    value: `${counted(gateways)}${isPlain ? ", some of it in plaintext" : ", over TLS"}`,
    field: details[0]?.field,
    details,
    native,
    ...(failing === undefined ? {} : { grade: "fault" as const }),
    gaps: [
      ...(failing === undefined
        ? []
        : [
            {
              weight: "high" as const,
              text: `calls through ${failing.first.gateway} fail: ${failing.failing ?? ""}`,
              help: "follow one with `istio-grpc-lint route --from gateway:…`",
            },
          ]),
      ...(isPlain
        ? [
            {
              weight: "medium" as const,
              text: "a gateway accepts plaintext calls",
              help: "serve it over HTTPS, with a certificate",
            },
          ]
        : []),
    ],
  });
}

/** Whether browsers can call it. */
export function grpcWebOf({ exposures, port, calls, host }: Subject): Aspect | undefined {
  if (host.service === undefined) return undefined;
  const native = "none; needs a separate proxy";
  const atGateway = exposures.find(({ outcome }) => outcome.filters?.includes("grpc_web"));
  const inside = calls.some(({ outcome: { to = [] } }) =>
    to.some(({ endpoints = [] }) => endpoints.some(({ filters }) => filters?.includes("grpc_web"))),
  );
  if (atGateway !== undefined) {
    return aspect({
      key: "grpcWeb",
      value: `translated at ${atGateway.gateway}`,
      field: atGateway.outcome.steps[0]?.field,
      native,
    });
  }
  if (port.protocol === "GRPC-Web" || inside) {
    return aspect({
      key: "grpcWeb",
      value: "translated by the server's sidecar",
      field: port.field,
      native,
    });
  }
  return aspect({ key: "grpcWeb", value: "not translated", field: undefined, native });
}
