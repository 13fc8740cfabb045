import { envoyTypes } from "../../schema/protos/envoy-types.ts";
import { protoBreaches, type ProtoBreach } from "../../schema/protos/proto-breaches.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";

/** What patches change. Source: istio `pkg/config/xds/xds.go` BuildXDSObjectFromStruct (1.31). */
const patched: ReadonlyMap<string, string> = new Map([
  ["BOOTSTRAP", "envoy.config.bootstrap.v3.Bootstrap"],
  ["CLUSTER", "envoy.config.cluster.v3.Cluster"],
  ["EXTENSION_CONFIG", "envoy.config.core.v3.TypedExtensionConfig"],
  ["FILTER_CHAIN", "envoy.config.listener.v3.FilterChain"],
  ["HTTP_FILTER", "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter"],
  ["HTTP_ROUTE", "envoy.config.route.v3.Route"],
  ["LISTENER", "envoy.config.listener.v3.Listener"],
  ["LISTENER_FILTER", "envoy.config.listener.v3.ListenerFilter"],
  ["NETWORK_FILTER", "envoy.config.listener.v3.Filter"],
  ["ROUTE_CONFIGURATION", "envoy.config.route.v3.RouteConfiguration"],
  ["VIRTUAL_HOST", "envoy.config.route.v3.VirtualHost"],
]);

/** Where the value of a patch is not of Envoy's types; a patch for waypoints is looked at by no webhook. */
export function envoyBreaches({ applyTo, operation, value }: EnvoyPatch): readonly ProtoBreach[] {
  const type = patched.get(applyTo?.value ?? "");
  if (type === undefined || value === undefined || operation?.value === "REMOVE") return [];
  const isWhole = isDone(applyTo?.value ?? "", operation?.value ?? "");
  return protoBreaches(value, type, { types: envoyTypes, isWhole });
}

/** Whether the value becomes an object of its own; what is not done, or merged, lacks nothing. */
function isDone(applyTo: string, operation: string): boolean {
  if (operation === "REPLACE") return /^(?:VIRTUAL_HOST|\w+_FILTER)$/.test(applyTo);
  if (operation === "ADD") return applyTo !== "ROUTE_CONFIGURATION" && applyTo !== "BOOTSTRAP";
  return operation.startsWith("INSERT_") && /^(?:HTTP_ROUTE|\w+_FILTER)$/.test(applyTo);
}

/** A message without its package: `Cluster` of `envoy.config.cluster.v3.Cluster`. */
export function shortType(message: string): string {
  return message.slice(message.lastIndexOf(".") + 1);
}
