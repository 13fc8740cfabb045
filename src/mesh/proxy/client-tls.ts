import type { Field } from "../../yaml/field.ts";
import type { Cluster } from "./cluster.ts";
import type { MergedRule } from "../resolve/merged-rule.ts";
import type { RegisteredHost, RegisteredPort } from "./registered-host.ts";

/** How a client's proxy speaks to a host. */
export interface ClientTls {
  /** `auto`: mutual TLS wherever the endpoint is marked for it. */
  readonly mode: "auto" | "ISTIO_MUTUAL" | "MUTUAL" | "SIMPLE" | "DISABLE";
  /** The `tls` block that says so; `undefined` where Istio decides. */
  readonly written: Field | undefined;
}

export interface TlsQuestion {
  readonly host: RegisteredHost;
  readonly port: RegisteredPort;
  readonly rule: MergedRule | undefined;
  readonly tls: Field | undefined;
  /** Sent to the address that the client asked for: `loadBalancer.simple: PASSTHROUGH`, headless Services. */
  readonly passthrough: boolean;
  readonly isSidecar: boolean;
}

/**
 * What is written, with the exceptions in which it is dropped; else mutual TLS by itself inside the mesh.
 * Source: istio `pilot/pkg/networking/core/cluster_tls.go` buildUpstreamTLSSettings, buildUpstreamClusterTLSContext;
 * `pilot/pkg/model/push_context.go` BestEffortInferServiceMTLSMode (1.31).
 */
export function clientTls(question: TlsQuestion, cluster: Cluster): ClientTls {
  const { tls } = question;
  if (tls !== undefined) return { mode: writtenMode(tls, question), written: tls };
  const isMutual =
    !question.host.external &&
    cluster.config.autoMtls &&
    (!question.passthrough || everyEndpointIsMarked(question, cluster)) &&
    cluster.mutualTls.modeOfNamespace(question.host.namespace) !== "DISABLE";
  if (!isMutual) return { mode: "DISABLE", written: undefined };
  return { mode: question.passthrough ? "ISTIO_MUTUAL" : "auto", written: undefined };
}

function everyEndpointIsMarked({ host, port }: TlsQuestion, cluster: Cluster): boolean {
  const endpoints = cluster.endpointsOf(host, port);
  return endpoints.length > 0 && endpoints.every(({ isMarked }) => isMarked);
}

function writtenMode(tls: Field, { rule, isSidecar }: TlsQuestion): ClientTls["mode"] {
  const mode = tls.get("mode")?.text ?? "DISABLE";
  if (mode === "ISTIO_MUTUAL") return mode;
  if (mode !== "SIMPLE" && mode !== "MUTUAL") return "DISABLE";
  const credential = tls.get("credentialName")?.text ?? "";
  // Sidecars may not read secrets, but for a rule that names its clients.
  const isSecret = credential !== "" && !credential.startsWith("configmap://");
  if (isSecret && isSidecar && rule?.selector === undefined) return "DISABLE";
  const hasFiles = tls.get("clientCertificate") && tls.get("privateKey");
  return mode === "MUTUAL" && credential === "" && !hasFiles ? "DISABLE" : mode;
}
