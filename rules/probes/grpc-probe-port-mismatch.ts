import { gather } from "../../src/collections/gather.ts";
import { probePlaces } from "../../src/mesh/ask/probe-places.ts";
import { grpcProbePort } from "../../src/mesh/objects/probed-port.ts";
import type { Probe } from "../../src/mesh/objects/workload.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { replaceValue } from "../../src/rule/edits.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { list } from "../../src/text/lists.ts";
import type { Located, Span } from "../../src/yaml/source.ts";

export const grpcProbePortMismatch = defineRule({
  id: "grpc-probe-port-mismatch",
  topic: "probes",
  summary: "a gRPC probe targets a port that no container of the pod declares",
  severity: "info",
  reads: "probe",
  fields: probePlaces("grpc", "exec"),
  evidence: [
    kubernetes(
      "staging/src/k8s.io/api/core/v1/types.go",
      "GRPCAction.port: a number; container ports are informational",
    ),
  ],
  fixable: "unsafe",
  *check(probe) {
    const found = grpcProbePort(probe);
    const declared = gather(probe.container.workload.containers, ({ ports }) =>
      ports.flatMap(({ number }) => number ?? []),
    );
    const [first] = declared;
    if (found === undefined || first === undefined) return;
    // Only where the probed container says something about its ports at all.
    if (probe.container.ports.length === 0) return;
    if (declared.every(({ value }) => value !== found.port)) {
      const port = probe.grpc?.get("port");
      const only = declared.length === 1 ? String(first.value) : undefined;
      yield {
        ...undeclared(probe, found, declared),
        ...offerFix(port && only !== undefined ? replaceValue(port, only) : undefined, {
          title: `use ${only ?? ""}, the declared port`,
          safe: false,
        }),
      };
    }
  },
});

function undeclared(
  { container, kind }: Probe,
  { port, span }: { readonly port: number; readonly span: Span },
  declared: readonly Located<number>[],
): Finding {
  const own = container.ports[0]?.number;
  return {
    headline: `this probe targets port ${port}, which no container declares`,
    primary: { span, text: "not a container port" },
    related: own ? [{ span: own.span, text: "declared" }] : [],
    note:
      kind === "readinessProbe"
        ? "if nothing listens there, the pod is never ready and calls end with UNAVAILABLE (14)"
        : "if nothing listens there, the container restarts repeatedly, and its streams break",
    help: `check the port: the declared ${declared.length === 1 ? "port is" : "ports are"} ${list(
      declared.map(({ value }) => String(value)),
      4,
    )}`,
  };
}
