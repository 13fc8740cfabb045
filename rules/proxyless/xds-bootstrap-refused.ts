import { bootstrapFaults, type BootstrapFault } from "../../src/mesh/ask/xds-bootstrap-faults.ts";
import { xdsBootstrapsOf, type XdsBootstrap } from "../../src/mesh/objects/xds-bootstraps.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";

export const xdsBootstrapRefused = defineRule({
  id: "xds-bootstrap-refused",
  topic: "proxyless",
  summary: "an xDS bootstrap that gRPC rejects or only partly reads",
  severity: "error",
  severityWhere: {
    warning: "gRPC ignores the field",
    info: "the program may register credentials of that type",
  },
  reads: "resource",
  fields: {
    "/ConfigMap": ["data"],
    "*": [
      "spec.containers[].env[].value",
      "spec.template.spec.containers[].env[].value",
      "spec.template.spec.initContainers[].env[].value",
      "spec.jobTemplate.spec.template.spec.containers[].env[].value",
    ],
  },
  evidence: [
    grpc(
      "grpc-go `internal/xds/bootstrap/bootstrap.go` (1.68)",
      "UnmarshalJSON: server_uri and channel_creds are required",
    ),
    grpc(
      "grpc-java `xds/src/main/resources/META-INF/services/io.grpc.xds.XdsCredentialsProvider`",
      "google_default, insecure, tls, and what programs add",
    ),
    grpc(
      "`src/core/credentials/transport/channel_creds_registry_init.cc`",
      "google_default, tls, insecure and fake, and what plugins add",
    ),
    grpc(
      "A27-xds-global-load-balancing.md",
      "xDSClient and bootstrap file: unknown fields are ignored",
    ),
  ],
  *check(resource) {
    for (const bootstrap of xdsBootstrapsOf(resource)) {
      for (const fault of bootstrapFaults(bootstrap.json)) yield refused(bootstrap, fault);
    }
  },
});

function refused({ spanOf }: XdsBootstrap, fault: BootstrapFault): Finding {
  const { start, end, kind } = fault;
  return {
    severity: severityOf(fault),
    headline: headlineOf(fault),
    primary: { span: spanOf(start, end), text: labels[kind] },
    note: noteOf(fault),
    help: helpOf(fault),
  };
}

/** Programs in Go, Java and C++ may register credentials of their own. */
function severityOf({ kind, isNeeded }: BootstrapFault): "info" | "warning" | "error" {
  if (kind === "unknown-credentials") return "info";
  return isNeeded ? "error" : "warning";
}

function noteOf({ kind, isNeeded }: BootstrapFault): string {
  if (!isNeeded) return "gRPC ignores unknown fields: this setting is silently missing";
  const fails = "gRPC has no xDS servers: every channel to `xds:///…` fails with UNAVAILABLE (14)";
  return kind === "unknown-credentials" ? `unless the program registers them, ${fails}` : fails;
}

const labels: Readonly<Record<BootstrapFault["kind"], string>> = {
  "not-json": "not valid JSON",
  missing: "incomplete server",
  empty: "empty",
  "unknown-credentials": "unknown to gRPC",
  misspelt: "unknown field",
};

function headlineOf({ kind, name, written }: BootstrapFault): string {
  if (kind === "not-json") return "this xDS bootstrap is not valid JSON";
  if (kind === "missing") return `an xDS server of this bootstrap has no \`${name}\``;
  if (kind === "empty") return `\`${name}\` of this xDS bootstrap is empty`;
  if (kind === "misspelt") return `an xDS bootstrap has no field \`${written}\``;
  return `gRPC has no built-in channel credentials of type \`${written}\``;
}

function helpOf({ kind, name }: BootstrapFault): string {
  if (kind === "not-json") return "fix the JSON here";
  if (kind === "misspelt") return `use \`${name}\``;
  if (kind === "unknown-credentials")
    return 'use `{ "type": "insecure" }`, `tls` or `google_default`';
  if (name === "channel_creds") return 'add `"channel_creds": [{ "type": "insecure" }]`, or `tls`';
  if (name === "xds_servers") return "add a server with `server_uri` and `channel_creds`";
  return 'add `"server_uri"`, such as `"istiod.istio-system.svc:15010"`';
}
