import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const knativePortNotHttp2 = defineRule({
  id: "knative-port-not-http2",
  topic: "ports",
  summary: "a gRPC server runs as a Knative Service whose port is not named `h2c`",
  severity: "warning",
  reads: "madeObject",
  evidence: [
    {
      project: "Knative Serving 1.15",
      path: "pkg/apis/serving/v1/revision_helpers.go",
      detail: "GetProtocol: HTTP/2 only where the first port is named `h2c`, else HTTP/1.1",
    },
    thread("knative/serving#2539", "gRPC needs the port name `h2c`"),
  ],
  *check({ owner, type }) {
    // One finding for all that is made; a Canary has no template.
    if (type !== "/Service") return;
    const containers = owner.at("spec", "template", "spec", "containers")?.items() ?? [];
    const server = containers.find((it) => (it.get("ports")?.items().length ?? 0) > 0);
    const container = server ?? (containers.length === 1 ? containers[0] : undefined);
    const port = container?.get("ports")?.items()[0];
    if (!container || port?.get("name")?.text === "h2c") return;
    const number = port?.get("containerPort")?.number()?.value ?? defaultPort;
    const probe = grpcProbeOf(container, number);
    if (probe) yield http1(container, port, probe);
  },
});

/** The port that Knative gives a container without one. */
const defaultPort = 8080;

/** A gRPC probe of the port; Knative fills in the number where it is left out. */
function grpcProbeOf(container: Field, number: number): Field | undefined {
  return ["readinessProbe", "livenessProbe", "startupProbe"]
    .flatMap((key) => container.at(key, "grpc") ?? [])
    .find((it) => [number, 0].includes(it.get("port")?.number()?.value ?? 0));
}

function http1(container: Field, port: Field | undefined, probe: Field): Finding {
  const name = port?.get("name");
  return {
    headline: "Knative sends HTTP/1.1 to this gRPC server",
    primary: { span: (name ?? port ?? container).span, text: "not named `h2c`" },
    related: [{ span: probe.keySpan, text: "a gRPC probe on this port" }],
    note: "calls arrive as HTTP/1.1, which a gRPC server resets: UNAVAILABLE (14)",
    help: "name the container's first port `h2c`",
  };
}
