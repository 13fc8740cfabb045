import { probePlaces } from "../../src/mesh/ask/probe-places.ts";
import { grpcProbePort } from "../../src/mesh/objects/probed-port.ts";
import type { Probe } from "../../src/mesh/objects/workload.ts";
import { replaceEntry } from "../../src/rule/replace-entry.ts";
import { defineRule, istio, kubernetes } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const execGrpcHealthProbe = defineRule({
  id: "exec-grpc-health-probe",
  topic: "probes",
  summary: "a probe runs `grpc_health_probe`; Kubernetes supports gRPC probes natively",
  severity: "info",
  preset: "strict",
  reads: "probe",
  fields: probePlaces("exec"),
  evidence: [
    kubernetes(
      "staging/src/k8s.io/api/core/v1/types.go",
      "GRPCAction, generally available since 1.27",
    ),
    istio(
      "pilot/cmd/pilot-agent/status/server.go",
      "handleAppProbeGRPC: rewritten like other probes",
    ),
  ],
  fixable: "unsafe",
  *check(probe) {
    const exec = probe.field.get("exec");
    const found = grpcProbePort(probe);
    if (!exec || !found || probe.grpc) return;
    const options = readOptions(probe);
    if (options) yield runsBinary(exec, found.port, options.service);
  },
});

/** `undefined` if an option is used that a native probe does not have: TLS, metadata, other hosts. */
function readOptions({ command }: Probe): { readonly service: string | undefined } | undefined {
  let service: string | undefined;
  const [, ...rest] = command.map(({ value }) => value);
  for (let index = 0; index < rest.length; index += 1) {
    const option = /^--?([a-z-]+)(?:=(.*))?$/.exec(rest[index] ?? "");
    if (!option) return undefined;
    const value = option[2] ?? rest[(index += 1)] ?? "";
    if (option[1] === "service") service = value;
    else if (option[1] === "addr" && !isLocal(value)) return undefined;
    else if (!/^(addr|connect-timeout|rpc-timeout)$/.test(option[1] ?? "")) return undefined;
  }
  return { service };
}

function isLocal(address: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)?:\d+$/.test(address);
}

function runsBinary(exec: Field, port: number, service: string | undefined): Finding {
  const entries = [`port: ${port}`, ...(service ? [`service: ${service}`] : [])];
  const edit = replaceEntry(exec, "grpc", entries);
  return {
    headline: `this probe runs \`grpc_health_probe\` for port ${port}`,
    primary: { span: exec.keySpan, text: "needs the binary in the image" },
    note: "each probe starts a process; Kubernetes supports gRPC probes natively (stable since 1.27)",
    help: `use \`grpc: { ${entries.join(", ")} }\` instead of \`exec\`, and \`timeoutSeconds\` instead of its timeout flags`,
    ...(edit && {
      fix: {
        title: "probe from outside the container; the server must not listen only on loopback",
        safe: false,
        edits: [edit],
      },
    }),
  };
}
