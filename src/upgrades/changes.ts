import type { Citation } from "../rule/rule.ts";
import type { Field } from "../yaml/field.ts";
import { defineChange, type Change } from "./change.ts";
import { inPods, podAnnotation } from "./pod-places.ts";

function upgradeNotes(release: string, detail: string): Citation {
  const path = `content/en/news/releases/${release}.x/announcing-${release}/upgrade-notes/index.md`;
  return { project: "Istio documentation", path, detail };
}

const trafficPolicies = [
  "spec.trafficPolicy.tls.mode",
  "spec.trafficPolicy.portLevelSettings[].tls.mode",
  "spec.subsets[].trafficPolicy.tls.mode",
  "spec.subsets[].trafficPolicy.portLevelSettings[].tls.mode",
];

const certificateKeys = ["caCertificates", "credentialName", "insecureSkipVerify"];

function hasNoCertificates(mode: Field): boolean {
  const isTls = mode.text === "SIMPLE" || mode.text === "MUTUAL";
  return isTls && !certificateKeys.some((key) => mode.parent?.get(key) !== undefined);
}

function isPort53(field: Field): boolean {
  return (field.text ?? "").split(",").some((port) => port.trim() === "53");
}

function providerIn(name: string): (field: Field) => boolean {
  const line = new RegExp(`^\\s*(?:- )?${name}:`, "m");
  return (field) => line.test(field.text ?? "");
}

const meshConfig = { "/ConfigMap": ["data.mesh"] };

const removedVariables: Readonly<Record<string, string>> = {
  METRIC_ROTATION_INTERVAL: "1.28",
  METRIC_GRACEFUL_DELETION_INTERVAL: "1.28",
  PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY: "1.31",
};

function removedIn(release: string): (field: Field) => boolean {
  return ({ text = "" }) => removedVariables[text] === release;
}

/** What changes without a word in the manifests, by release. What schemas and rules say by release is not among it. */
export const changes: readonly Change[] = [
  defineChange({
    release: "1.21",
    id: "server-certificates-verified",
    summary: "TLS to a server without a CA is verified with the CAs of the system",
    severity: "warning",
    fields: { "networking.istio.io/DestinationRule": trafficPolicies },
    concerns: hasNoCertificates,
    evidence: upgradeNotes("1.21", "VERIFY_CERT_AT_CLIENT is true"),
    says: (mode) => ({
      headline: `\`${mode.text ?? ""}\` without a CA is verified with the CAs of the system`,
      label: "no CA is set",
      note: "a server with a certificate of a private CA is refused: calls fail with UNAVAILABLE (14)",
      help: "name the CA in `caCertificates` or `credentialName`, or set `insecureSkipVerify`",
    }),
  }),
  defineChange({
    release: "1.21",
    id: "external-name-is-an-alias",
    summary: "a Service of type ExternalName is an alias of its `externalName`",
    severity: "warning",
    fields: { "/Service": ["spec.externalName"] },
    evidence: upgradeNotes("1.21", "ExternalName support changes"),
    says: ({ text = "" }) => ({
      headline: `the Service becomes an alias of \`${text}\``,
      label: "alias of this host",
      note: "DestinationRules for the Service have no effect, and routes to it fail if no Service or ServiceEntry has this host",
      help: `move its DestinationRules to \`${text}\`, and add a ServiceEntry where it is outside the mesh`,
    }),
  }),
  defineChange({
    release: "1.22",
    id: "service-entry-target-port-read",
    summary: "a ServiceEntry of resolution NONE uses `targetPort`",
    severity: "warning",
    fields: { "networking.istio.io/ServiceEntry": ["spec.ports[].targetPort"] },
    concerns: (_, { spec }) => (spec?.get("resolution")?.text ?? "NONE") === "NONE",
    evidence: upgradeNotes("1.22", "ServiceEntry with resolution NONE now respects targetPort"),
    says: () => ({
      headline: "`targetPort` is used; it was ignored with resolution `NONE`",
      label: "calls go to this port",
      note: "calls reach another port than before; if nothing listens there, they fail with UNAVAILABLE (14)",
      help: "remove `targetPort` to keep the current behaviour",
    }),
  }),
  defineChange({
    release: "1.23",
    id: "excluded-ports-include-dns",
    summary: "annotations that exclude traffic apply to DNS",
    severity: "info",
    fields: podAnnotation("traffic.sidecar.istio.io/excludeOutboundPorts"),
    concerns: isPort53,
    evidence: upgradeNotes(
      "1.25",
      "DNS traffic now respects traffic exclusion annotations, since 1.23",
    ),
    says: () => ({
      headline: "port 53 is excluded; DNS ignored this annotation",
      label: "excludes DNS",
      note: "names known only to Istio's DNS proxy, such as ServiceEntry hosts, no longer resolve in gRPC clients",
      help: "remove 53 from the list if DNS capture is used",
    }),
  }),
  defineChange({
    release: "1.24",
    id: "wasm-attributes-renamed",
    summary: "expressions of Telemetry use Envoy's attributes",
    severity: "warning",
    fields: {
      "telemetry.istio.io/Telemetry": [
        "spec.accessLogging[].filter.expression",
        "spec.metrics[].overrides[].tagOverrides{}.value",
      ],
    },
    concerns: ({ text = "" }) =>
      /wasm\.(?:down|up)stream_peer|(?<![\w."'])(?:istio_responseClass|(?:down|up)stream_peer\b)/.test(
        text,
      ),
    evidence: upgradeNotes("1.24", "standardization of the peer metadata attributes"),
    says: () => ({
      headline: "the expression uses attributes of the former Wasm extension",
      label: "attributes are renamed",
      note: "the expression no longer finds its peer: log filters and gRPC metric tags are empty",
      help: "use `filter_state.downstream_peer` and `filter_state.upstream_peer`",
    }),
  }),
  defineChange({
    release: "1.25",
    id: "opencensus-removed",
    summary: "the tracing provider OpenCensus is removed",
    severity: "warning",
    fields: meshConfig,
    concerns: providerIn("opencensus"),
    evidence: upgradeNotes("1.25", "OpenCensus support has been removed"),
    says: () => ({
      headline: "the mesh config has a provider `opencensus`, which is removed",
      label: "uses `opencensus`",
      note: "spans of gRPC calls are no longer exported by it",
      help: "use an `opentelemetry` provider",
    }),
  }),
  defineChange({
    release: "1.27",
    id: "lightstep-removed",
    summary: "the tracing provider Lightstep is removed",
    severity: "warning",
    fields: meshConfig,
    concerns: providerIn("lightstep"),
    evidence: upgradeNotes("1.27", "Lightstep and OpenCensus are removed in v1.27"),
    says: () => ({
      headline: "the mesh config has a provider `lightstep`, which is removed",
      label: "uses `lightstep`",
      note: "spans of gRPC calls are no longer exported by it",
      help: "use an `opentelemetry` provider",
    }),
  }),
  defineChange({
    release: "1.28",
    id: "backend-tls-policy-alpha-removed",
    summary: "BackendTLSPolicy is read only at version v1",
    severity: "warning",
    fields: { "gateway.networking.k8s.io/BackendTLSPolicy": ["apiVersion"] },
    concerns: ({ text = "" }) => text.endsWith("/v1alpha3"),
    evidence: upgradeNotes("1.28", "BackendTLSPolicy alpha removal"),
    says: ({ text = "" }) => ({
      headline: `\`${text}\` is no longer read, only \`v1\``,
      label: "no longer read",
      note: "gateways connect to the backend without the TLS of the policy: calls fail with UNAVAILABLE (14)",
      help: "use `gateway.networking.k8s.io/v1`, which the Gateway API has since 1.4",
    }),
  }),
  ...["1.28", "1.31"].map((release) =>
    defineChange({
      release,
      id: `istiod-variable-removed-${release.replace(".", "-")}`,
      summary: "a variable of istiod is removed",
      severity: "info",
      fields: inPods("spec.containers[].env[].name"),
      concerns: removedIn(release),
      evidence: upgradeNotes(release, "environment variables of istiod removed"),
      says: ({ text = "" }) => ({
        headline: `istiod no longer reads \`${text}\``,
        label: "no longer read",
        note: "metrics and traces of gRPC calls follow the new defaults",
        help: "remove the variable",
      }),
    }),
  ),
  defineChange({
    release: "1.29",
    id: "stats-compression-annotation-removed",
    summary: "the annotation `sidecar.istio.io/statsCompression` is removed",
    severity: "info",
    fields: podAnnotation("sidecar.istio.io/statsCompression"),
    evidence: upgradeNotes("1.29", "HTTP compression of Envoy metrics enabled by default"),
    says: () => ({
      headline: "`sidecar.istio.io/statsCompression` is no longer read",
      label: "no longer read",
      note: "metrics of gRPC calls are compressed unless the proxy's config says otherwise",
      help: "set `statsCompression` in `proxy.istio.io/config`",
    }),
  }),
  defineChange({
    release: "1.31",
    id: "image-registry-retired",
    summary: "images are no longer published to Google's registries",
    severity: "warning",
    fields: inPods("spec.containers[].image"),
    concerns: ({ text = "" }) => /^(?:gcr\.io\/istio-release|registry\.istio\.io)\//.test(text),
    evidence: upgradeNotes(
      "1.31",
      "gcr.io/istio-release and registry.istio.io are not published to",
    ),
    says: ({ text = "" }) => ({
      headline: `no more images are published to \`${text.split("/").slice(0, -1).join("/")}\``,
      label: "no longer published",
      note: "images of this release are missing there: pods do not start, and gRPC calls to them end with UNAVAILABLE (14)",
      help: "use `docker.io/istio`",
    }),
  }),
];
