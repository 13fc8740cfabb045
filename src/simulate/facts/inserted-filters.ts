import type { Cluster } from "../../mesh/proxy/cluster.ts";
import type { EnvoyPatch } from "../../mesh/objects/envoy-filter.ts";
import { selectsAll, type Labels } from "../../mesh/resolve/pod.ts";
import type { Step } from "../outcome.ts";
import { namespaceOf } from "../../mesh/world/age.ts";

interface Proxy {
  readonly namespace: string;
  readonly labels: Labels;
}

interface Listener {
  readonly context: "GATEWAY" | "SIDECAR_INBOUND" | "SIDECAR_OUTBOUND";
  readonly port: number;
}

export interface InsertedFilters {
  readonly names: readonly string[];
  readonly steps: readonly Step[];
}

const prefix = "envoy.filters.http.";

/**
 * The HTTP filters that EnvoyFilters insert into a listener of a proxy, without the prefix of Envoy's own names.
 * Sources: istio `pilot/pkg/networking/core/envoyfilter/listener_patch.go` patchHTTPFilters, `pilot/pkg/model/push_context.go`
 * getMatchedEnvoyFilters (1.31).
 */
export function insertedFilters(
  { envoyPatches, config }: Cluster,
  proxy: Proxy,
  listener: Listener,
): InsertedFilters {
  const fields = envoyPatches()
    .filter((patch) => inserts(patch, listener) && isFor(patch, proxy, config.rootNamespace))
    .flatMap(({ value }) => value?.get("name") ?? []);
  const found = fields.map((field) => ({ name: shortName(field.text ?? ""), field }));
  return {
    names: found.map(({ name }) => name),
    steps: found.map(({ name, field }) => ({
      text: `an EnvoyFilter inserts the HTTP filter \`${name}\``,
      field,
    })),
  };
}

function shortName(name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function inserts({ applyTo, operation, context, match }: EnvoyPatch, listener: Listener): boolean {
  const port = match?.at("listener", "portNumber")?.number()?.value;
  const where = context?.value ?? "ANY";
  return (
    applyTo?.value === "HTTP_FILTER" &&
    /^(?:INSERT_|ADD$)/.test(operation?.value ?? "") &&
    (where === "ANY" || where === listener.context) &&
    (port === undefined || port === listener.port)
  );
}

function isFor({ resource }: EnvoyPatch, proxy: Proxy, rootNamespace: string): boolean {
  const namespace = namespaceOf(resource);
  if (namespace !== proxy.namespace && namespace !== rootNamespace) return false;
  if (resource.spec?.get("targetRefs")) return false;
  const selector = resource.spec?.at("workloadSelector", "labels")?.stringMap() ?? new Map();
  return selectsAll(selector, proxy.labels);
}
