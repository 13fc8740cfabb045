import type { HttpBinding } from "../../proto/proto-file.ts";
import type { RpcCatalogue, RpcMethod } from "../../rpc/rpc.ts";
import type { Field } from "../../yaml/field.ts";
import type { EnvoyPatch } from "./envoy-filter.ts";

/** Envoy's filter that turns JSON requests into calls, as an EnvoyFilter adds it. */
export interface Transcoder {
  readonly patch: EnvoyPatch;
  /** The services that it is for. */
  readonly services: readonly Field[];
  /** Whether requests keep the route of their HTTP path. */
  readonly keepsRoute: boolean;
}

export function transcoderOf(patch: EnvoyPatch): Transcoder | undefined {
  const config = patch.value?.get("typed_config") ?? patch.value?.get("typedConfig");
  const type = config?.get("@type")?.text ?? "";
  if (!type.endsWith(".GrpcJsonTranscoder") || patch.operation?.value === "REMOVE")
    return undefined;
  const keeps =
    config?.get("match_incoming_request_route") ?? config?.get("matchIncomingRequestRoute");
  return {
    patch,
    services: config?.get("services")?.items() ?? [],
    keepsRoute: keeps !== undefined && keeps.boolean()?.value !== false,
  };
}

/** An HTTP path that a transcoder turns into an RPC. */
export interface Transcoded {
  readonly service: string;
  readonly method: RpcMethod;
  /** As far as it is the same for all requests. */
  readonly start: string;
  readonly binding: HttpBinding;
}

export function transcodedBy(
  { services }: Transcoder,
  rpcs: RpcCatalogue | undefined,
): readonly Transcoded[] {
  return services.flatMap((field) => {
    const service = field.text ?? "";
    return [...(rpcs?.services.get(service)?.methods.values() ?? [])].flatMap((method) =>
      bindingsOf(method).map((binding) => ({
        service,
        method,
        binding,
        start: binding.path.value.split(/[{*:]/, 1)[0] ?? "",
      })),
    );
  });
}

function bindingsOf({ http }: RpcMethod): readonly HttpBinding[] {
  return http === undefined ? [] : [http, ...http.additional];
}
