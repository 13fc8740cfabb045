import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import type { Route } from "../objects/route.ts";

/** A route's `corsPolicy` that is meant for gRPC-Web calls of browsers. */
export interface GrpcWebCors {
  readonly field: Field;
  readonly allowHeaders: Field | undefined;
  readonly exposeHeaders: Field | undefined;
  /** What tells that it is about gRPC-Web. */
  readonly evidence: Located<string>;
}

/** Headers that only gRPC-Web clients send or read. */
const grpcWebHeaders: ReadonlySet<string> = new Set(["x-grpc-web", "grpc-status", "grpc-message"]);

export function grpcWebCorsOf(route: Route): GrpcWebCors | undefined {
  const field = route.field.get("corsPolicy");
  if (field === undefined) return undefined;
  const allowHeaders = field.get("allowHeaders");
  const exposeHeaders = field.get("exposeHeaders");
  const evidence = [...(allowHeaders?.strings() ?? []), ...(exposeHeaders?.strings() ?? [])].find(
    ({ value }) => grpcWebHeaders.has(value.toLowerCase()),
  );
  return evidence && { field, allowHeaders, exposeHeaders, evidence };
}

/** The filter's name, under which Envoy's own configuration and Istio's know it. */
export const grpcWebFilter = "envoy.filters.http.grpc_web";

/** An EnvoyFilter patch that puts the gRPC-Web filter into a filter chain. */
export function addsGrpcWebFilter({ applyTo, operation, value }: EnvoyPatch): boolean {
  return (
    applyTo?.value === "HTTP_FILTER" &&
    operation?.value !== "REMOVE" &&
    value?.get("name")?.text === grpcWebFilter
  );
}
